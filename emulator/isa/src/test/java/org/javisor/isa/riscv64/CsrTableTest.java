package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.javisor.engine.isa.GuestTrap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every register: its value after reset, which bits can be written, what becomes of values that are
 * not legal, who may use it. The switch has a line for each row of {@link Csr}, or it does not
 * compile.
 */
class CsrTableTest {
  private static final int X5 = 5;
  private static final int X7 = 7;
  private static final int WRITE = 1;
  private static final int SET = 2;
  private static final int CLEAR = 3;
  private static final long COUNTERS = 0x7FFFF;
  private static final long UXL_SXL = 0xAL << 32;

  private RecordingPort port;
  private Hart hart;

  /**
   * What is written and read.
   *
   * @param reset the value after reset
   * @param writable bits that take any value; the others keep theirs
   * @param legal pairs of what is written and what is read then, where bits are not enough
   */
  record Expected(long reset, long writable, long... legal) {}

  private static Expected fixed(long value) {
    return new Expected(value, 0);
  }

  private static Expected plain(long writable) {
    return new Expected(0, writable);
  }

  /** For a hart with all extensions, number 3, in M-mode, floats on. */
  static Expected expected(Csr csr, int index) {
    return switch (csr) {
      case FFLAGS -> plain(0x1F);
      case FRM -> plain(7);
      case FCSR -> plain(0xFF);
      case SSTATUS ->
          new Expected(SD | 2L << 32 | 0x6000, 0xC0122, -1, SD | 2L << 32 | 0xC6122, 0, 2L << 32);
      case SIE, SIP, SSTATEEN -> fixed(0); // nothing is delegated
      case STVEC, MTVEC -> new Expected(0, ~3L, 5, 5, 7, 5, 6, 5, 0x1000, 0x1000);
      case SCOUNTEREN, MCOUNTEREN -> plain(COUNTERS);
      case SENVCFG -> new Expected(0, 0xC1, 0x10, 0x10, 0x20, 0x10, 0x30, 0x30);
      case SSCRATCH, SCAUSE, STVAL, MSCRATCH, MCAUSE, MTVAL -> plain(-1);
      case SEPC, MEPC -> plain(-2);
      case STIMECMP -> new Expected(-1, -1);
      case SATP ->
          new Expected(
              0,
              0,
              8L << 60 | 0xFFFFL << 44 | 5,
              8L << 60 | 0xFFFFL << 44 | 5,
              7L << 60,
              8L << 60 | 0xFFFFL << 44 | 5,
              10L << 60 | 1,
              10L << 60 | 1,
              11L << 60,
              10L << 60 | 1);
      case MSTATUS ->
          new Expected(
              SD | UXL_SXL | 0x6000,
              0x7E01AA,
              0x1000,
              UXL_SXL,
              0x1800,
              UXL_SXL | 0x1800,
              0x800,
              UXL_SXL | 0x800,
              0x1000,
              UXL_SXL | 0x800,
              0x4000,
              UXL_SXL | 0x4000);
      case MISA -> fixed(CpuModel.MAX.plain().features().misa());
      case MEDELEG -> plain(0xB3FF);
      case MIDELEG -> plain(0x222);
      case MIE -> plain(0xAAA);
      case MENVCFG -> new Expected(3L << 61, 7L << 61 | 0xC1, 0x10, 0x10, 0x20, 0x10, 0x30, 0x30);
      case MSTATEEN -> plain(index == 0 ? 3L << 62 : 1L << 63);
      case MCOUNTINHIBIT -> plain(COUNTERS & ~2);
      case MHPMEVENT -> plain(~(3L << 58));
      case MIP -> plain(0x222); // STCE is off
      case PMPCFG -> new Expected(0, 0x1D1D1D1D1D1D1D1DL, 0x1E1F1B1A, 0x1C1F1B18);
      case PMPADDR -> plain((1L << 54) - 1);
      case TSELECT, TDATA -> fixed(0);
      case TINFO -> fixed(1);
      case MCYCLE, MINSTRET, MHPMCOUNTER -> plain(-1);
      case MVENDORID, MARCHID, MIMPID, MCONFIGPTR -> fixed(0);
      case CYCLE, INSTRET, HPMCOUNTER, TIME -> fixed(0);
      case MHARTID -> fixed(3);
    };
  }

  private static final long SD = 1L << 63;

  @BeforeEach
  void start() {
    port = new RecordingPort();
    HartConfig config = HartConfig.of(3, CpuModel.MAX.plain());
    hart = new Hart(config, port, new RecordingPort.Wiring());
    reset();
  }

  private void reset() {
    hart.reset();
    hart.setX(X5, Status.FS);
    access(0x300, SET, X5, 0);
  }

  private void access(int number, int operation, int source, int rd) {
    int instruction = number << 20 | source << 15 | operation << 12 | rd << 7 | 0x73;
    assertEquals(0, hart.helper(HelperCall.CSR, instruction, 0));
  }

  private long read(int number) {
    return hart.helper(HelperCall.CSR_READ, number << 20 | 0x2373, 0);
  }

  private long afterWriting(int number, int operation, long value) {
    hart.setX(X5, value);
    access(number, operation, X5, 0);
    port.retired++;
    return read(number);
  }

  static boolean isExisting(Csr csr, int index) {
    return (csr != Csr.MHPMCOUNTER && csr != Csr.HPMCOUNTER) || index < 16;
  }

  /** Each register anew, after a reset. */
  private interface Check {
    void check(Csr csr, int number, Expected expected);
  }

  private void each(Check check) {
    for (Csr csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        if (isExisting(csr, i)) {
          reset();
          check.check(csr, csr.number(i), expected(csr, i));
        }
      }
    }
  }

  @Test
  void registersBeginWithTheirResetValues() {
    each((csr, number, expected) -> assertEquals(expected.reset(), read(number), csr.name()));
  }

  @Test
  void onlyWritableBitsChange() {
    each((csr, number, expected) -> {
      if (Csr.isReadOnly(number)) {
        return;
      }
      long writable = expected.writable();
      for (long value : new long[] {writable, 0, writable & 0x5555555555555555L}) {
        hart.setX(X5, ~writable);
        long kept = read(number) & ~writable;
        long seen = afterWriting(number, WRITE, value | kept & ~writable);
        assertEquals(value, seen & writable, csr + " after " + Long.toHexString(value));
      }
      assertEquals(writable, afterWriting(number, SET, writable) & writable, csr.name());
      assertEquals(0, afterWriting(number, CLEAR, writable) & writable, csr.name());
    });
  }

  @Test
  void illegalValuesBecomeLegalOnes() {
    each((csr, number, expected) -> {
      long[] legal = expected.legal();
      for (int i = 0; i < legal.length; i += 2) {
        long seen = afterWriting(number, WRITE, legal[i]);
        assertEquals(legal[i + 1], seen, csr + " after " + Long.toHexString(legal[i]));
      }
    });
  }

  @Test
  void anExchangeReturnsTheOldValue() {
    each((csr, number, expected) -> {
      if (!Csr.isReadOnly(number)) {
        hart.setX(X5, expected.reset());
        access(number, WRITE, X5, X7);
        assertEquals(expected.reset(), hart.x(X7), csr.name());
      }
    });
  }

  @Test
  void readOnlyRegistersAreNotWritten() {
    each((csr, number, expected) -> {
      if (Csr.isReadOnly(number)) {
        for (int operation : new int[] {WRITE, SET, CLEAR}) {
          GuestTrap trap =
              assertThrows(GuestTrap.class, () -> access(number, operation, X5, 0), csr.name());
          assertEquals(Cause.ILLEGAL_INSTRUCTION, trap.trapCause());
        }
      }
    });
  }

  /** From each privilege, all 4,096 numbers. */
  @Test
  void registersNeedTheirPrivilege() {
    for (int privilege : new int[] {Hart.USER, Hart.SUPERVISOR, Hart.MACHINE}) {
      reset();
      hart.startSupervisor(0x80000000L, 0, 0);
      enter(privilege);
      for (int number = 0; number < 4096; number++) {
        Csr csr = Csr.of(number);
        boolean legal =
            csr != null
                && isExisting(csr, csr.index(number))
                && privilege >= Csr.privilegeOf(number)
                && (csr != Csr.HPMCOUNTER || privilege != Hart.USER);
        assertEquals(legal, isReadable(number), "0x" + Integer.toHexString(number));
      }
    }
  }

  /** From S-mode, where the hart is. */
  private void enter(int privilege) {
    if (privilege == Hart.USER) {
      assertEquals(0, hart.helper(HelperCall.SRET, 0x10200073, 0));
    } else if (privilege == Hart.MACHINE) {
      hart.enterTrap(hart.trap(Cause.ECALL_FROM_S, 0), 0);
    }
  }

  private boolean isReadable(int number) {
    try {
      long _ = read(number);
      return true;
    } catch (GuestTrap e) { // the answer
      assertEquals((number << 20 | 0x2373) & 0xFFFFFFFFL, e.trapValue());
      return false;
    }
  }

  @Test
  void machineModeOpensCountersAndTimerToOthers() {
    int[] counters = {0xC00, 0xC01, 0xC02, 0xC03};
    for (int i = 0; i < counters.length; i++) {
      reset();
      hart.setX(X5, 1L << i);
      access(0x306, WRITE, X5, 0);
      leaveTo(Hart.SUPERVISOR);
      for (int k = 0; k < counters.length; k++) {
        assertEquals(i == k, isReadable(counters[k]));
      }
      assertEquals(false, isReadable(0x14D), "stimecmp needs STCE");
    }
    reset();
    afterWriting(0x306, WRITE, 2);
    afterWriting(0x30A, WRITE, 1L << 63);
    leaveTo(Hart.SUPERVISOR);
    assertEquals(true, isReadable(0x14D));
    reset();
    afterWriting(0x306, WRITE, 7);
    afterWriting(0x106, WRITE, 4);
    leaveTo(Hart.USER);
    assertEquals(false, isReadable(0xC00));
    assertEquals(true, isReadable(0xC02));
  }

  /** By mret. */
  private void leaveTo(int privilege) {
    hart.setX(X5, 3L << 11);
    access(0x300, CLEAR, X5, 0);
    hart.setX(X5, (long) privilege << 11);
    access(0x300, SET, X5, 0);
    assertEquals(0, hart.helper(HelperCall.MRET, 0x30200073, 0));
  }

  @Test
  void virtualMemoryCanBeWithheldFromSupervisors() {
    afterWriting(0x300, SET, Status.TVM | Status.TW | Status.TSR);
    leaveTo(Hart.SUPERVISOR);
    assertEquals(false, isReadable(0x180));
    int[][] helpers = {
      {HelperCall.SFENCE_VMA, 0x12000073},
      {HelperCall.SRET, 0x10200073},
      {HelperCall.WFI, 0x10500073},
      {HelperCall.MRET, 0x30200073}
    };
    for (int[] helper : helpers) {
      GuestTrap trap = assertThrows(GuestTrap.class, () -> hart.helper(helper[0], helper[1], 0));
      assertEquals(Cause.ILLEGAL_INSTRUCTION, trap.trapCause());
      assertEquals(helper[1], trap.trapValue());
    }
  }

  @Test
  void countersStandWhileInhibited() {
    port.retired = 1000;
    afterWriting(0xB02, WRITE, 5);
    afterWriting(0x323, WRITE, 2); // mhpmevent3: retired instructions
    afterWriting(0xB03, WRITE, 70);
    port.retired = 1010;
    assertEquals(14, read(0xB02), "the writing instruction does not count");
    assertEquals(77, read(0xB03));
    afterWriting(0x320, WRITE, 4);
    port.retired = 1030;
    assertEquals(15, read(0xB02), "the inhibiting instruction counts");
    assertEquals(15, read(0xC02));
    assertEquals(97, read(0xB03));
    afterWriting(0x320, WRITE, 0);
    port.retired = 1032;
    assertEquals(16, read(0xB02));
  }

  @Test
  void inputsOfTheBoardAreNotWritten() {
    hart.set(Interrupts.SUPERVISOR_EXTERNAL, true);
    assertEquals(0x200, afterWriting(0x344, CLEAR, -1), "the line is still high");
    assertEquals(0x202, afterWriting(0x344, SET, 0x202));
    hart.set(Interrupts.SUPERVISOR_EXTERNAL, false);
    assertEquals(0x202, read(0x344), "what software has set stays");
    assertEquals(0, afterWriting(0x344, CLEAR, -1));
    assertEquals(0x20, afterWriting(0x344, SET, 0x20), "without Sstc the timer's bit is written");
    afterWriting(0x30A, SET, 1L << 63);
    assertEquals(0, read(0x344) & 0x20, "with it it follows the comparator");
    assertEquals(0, afterWriting(0x344, SET, 0x20) & 0x20);
  }
}
