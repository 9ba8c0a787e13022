package org.javisor.isa.riscv64;

import java.util.concurrent.atomic.AtomicLong;
import org.javisor.engine.isa.VcpuPort;

/**
 * The control and status registers of one hart, with their legal values. Knows nothing of traps;
 * {@link Hart} asks it.
 *
 * <p>Spec: [RISCV-PRIV] 3.1, 10.1, 12 (Sstc); [RISCV-UNPRIV] 20.2 (fcsr), 7 (counters).
 */
final class Csrs {
  static final int SUPERVISOR_SOFTWARE = 1;
  static final int MACHINE_SOFTWARE = 3;
  static final int SUPERVISOR_TIMER = 5;
  static final int MACHINE_TIMER = 7;
  static final int SUPERVISOR_EXTERNAL = 9;
  static final int MACHINE_EXTERNAL = 11;

  private static final long SUPERVISOR_INTERRUPTS =
      1 << SUPERVISOR_SOFTWARE | 1 << SUPERVISOR_TIMER | 1 << SUPERVISOR_EXTERNAL;
  private static final long ALL_INTERRUPTS =
      SUPERVISOR_INTERRUPTS | 1 << MACHINE_SOFTWARE | 1 << MACHINE_TIMER | 1 << MACHINE_EXTERNAL;
  private static final long STCE = 1L << 63;
  private static final long FIOM = 1;
  private static final long CBIE = 3 << 4;
  private static final long CBCFE = 1 << 6;
  private static final long CBZE = 1 << 7;
  private static final long ENVIRONMENT = FIOM | CBIE | CBCFE | CBZE;

  private static final int ASID_SHIFT = 44;

  /** The address space of accesses without translation: no ASID. */
  private static final long BARE = 1 << 16;

  final HartConfig config;
  private final VcpuPort port;
  private final HartWiring wiring;

  long medeleg;
  long mideleg;
  long mie;
  long mtvec;
  long stvec;
  long satp;
  private long mcounteren;
  private long scounteren;
  private long menvcfg;
  private long senvcfg;
  private long mcountinhibit;
  private long stimecmp;
  private long lastMode;
  private int frm;
  private long cycleOffset;
  private long instretOffset;

  /** Interrupt-pending bits; devices set and clear theirs from any thread. */
  private final AtomicLong pending = new AtomicLong();

  Csrs(HartConfig config, VcpuPort port, HartWiring wiring) {
    this.config = config;
    this.port = port;
    this.wiring = wiring;
  }

  /** All of this to its reset value; the slots are 0 by now. */
  void reset() {
    setStatus(Status.UXL_64 | Status.SXL_64);
    medeleg = 0;
    mideleg = 0;
    mie = 0;
    satp = 0;
    lastMode = 0;
    port.switchAddressSpace(BARE);
    menvcfg = 0;
    senvcfg = 0;
    mcounteren = 0;
    scounteren = 0;
    stimecmp = -1;
    frm = 0;
    port.setFloatFlags(0);
    pending.set(0);
  }

  /**
   * The state in which firmware hands a hart over to a supervisor: everything delegated, counters
   * open, Sstc on.
   */
  void handOver() {
    medeleg = Cause.DELEGABLE;
    mideleg = SUPERVISOR_INTERRUPTS;
    mcounteren = 7;
    scounteren = 7;
    menvcfg = STCE | CBIE | CBCFE | CBZE;
    setStatus(status() | Status.FS_INITIAL);
  }

  long pending() {
    return pending.get();
  }

  void setPending(int number, boolean level) {
    long bit = 1L << number;
    pending.getAndUpdate(old -> level ? old | bit : old & ~bit);
  }

  int frm() {
    return frm;
  }

  boolean floatOff() {
    return (status() & Status.FS) == 0;
  }

  /** mstatus without SD, after what translated code has left to do. */
  long status() {
    long status = port.slot(CsrSlots.STATUS);
    long change = port.slot(CsrSlots.STATUS_CHANGE);
    long dirty = port.slot(Emitter.FLOAT_DIRTY);
    if ((change | dirty) != 0) {
      status ^= change;
      port.setSlot(CsrSlots.STATUS_CHANGE, 0);
      if (dirty != 0) {
        status |= Status.FS;
        port.setSlot(Emitter.FLOAT_DIRTY, 0);
      }
      port.setSlot(CsrSlots.STATUS, status);
    }
    return status;
  }

  /** Sets mstatus; {@link #status} has been called before. */
  void setStatus(long status) {
    port.setSlot(CsrSlots.STATUS, status);
  }

  private void setStatus(long value, long writable) {
    long old = status();
    long merged = old & ~writable | value & writable;
    if ((merged & Status.MPP) == 2L << Status.MPP_SHIFT) {
      merged = merged & ~Status.MPP | old & Status.MPP;
    }
    setStatus(merged);
  }

  private static long withSummary(long status) {
    return (status & Status.FS) == Status.FS ? status | Status.SD : status;
  }

  /** Whether {@code privilege} may read the unprivileged counter {@code csr}. */
  boolean counterOpen(Csr csr, int privilege) {
    int bit =
        switch (csr) {
          case CYCLE -> 0;
          case TIME -> 1;
          case INSTRET -> 2;
          default -> -1;
        };
    if (bit < 0 || privilege == Hart.MACHINE) {
      return true;
    }
    boolean machine = (mcounteren >>> bit & 1) != 0;
    return machine && (privilege == Hart.SUPERVISOR || (scounteren >>> bit & 1) != 0);
  }

  /** Whether S-mode may use stimecmp. */
  boolean timerCompareOpen(int privilege) {
    return privilege == Hart.MACHINE || ((menvcfg & STCE) != 0 && (mcounteren & 2) != 0);
  }

  long read(Csr csr) {
    return switch (csr) {
      case FFLAGS -> port.floatFlags();
      case FRM -> frm;
      case FCSR -> frm << 5 | port.floatFlags();
      case SSTATUS -> withSummary(status()) & Status.SUPERVISOR_VISIBLE;
      case SIE -> mie & mideleg;
      case STVEC -> stvec;
      case SCOUNTEREN -> scounteren;
      case SENVCFG -> senvcfg;
      case SSCRATCH -> port.slot(CsrSlots.SSCRATCH);
      case SEPC -> port.slot(CsrSlots.SEPC);
      case SCAUSE -> port.slot(CsrSlots.SCAUSE);
      case STVAL -> port.slot(CsrSlots.STVAL);
      case SIP -> pending() & mideleg;
      case STIMECMP -> stimecmp;
      case SATP -> satp;
      case MSTATUS -> withSummary(status());
      case MISA -> config.features().misa();
      case MEDELEG -> medeleg;
      case MIDELEG -> mideleg;
      case MIE -> mie;
      case MTVEC -> mtvec;
      case MCOUNTEREN -> mcounteren;
      case MENVCFG -> menvcfg;
      case MCOUNTINHIBIT -> mcountinhibit;
      case MSCRATCH -> port.slot(CsrSlots.MSCRATCH);
      case MEPC -> port.slot(CsrSlots.MEPC);
      case MCAUSE -> port.slot(CsrSlots.MCAUSE);
      case MTVAL -> port.slot(CsrSlots.MTVAL);
      case MIP -> pending();
      case MCYCLE, CYCLE -> port.instructionsRetired() + cycleOffset;
      case MINSTRET, INSTRET -> port.instructionsRetired() + instretOffset;
      case TIME -> wiring.ticks();
      case MHARTID -> config.hartId();
      case MVENDORID, MARCHID, MIMPID, MCONFIGPTR -> 0;
    };
  }

  void write(Csr csr, long value) {
    switch (csr) {
      case FFLAGS -> setFloat(frm, (int) value & 31);
      case FRM -> setFloat((int) value & 7, port.floatFlags());
      case FCSR -> setFloat((int) value >>> 5 & 7, (int) value & 31);
      case SSTATUS -> setStatus(value, Status.SUPERVISOR_WRITABLE);
      case SIE -> mie = mie & ~mideleg | value & mideleg;
      case STVEC -> stvec = vector(value);
      case SCOUNTEREN -> scounteren = value & 7;
      case SENVCFG -> senvcfg = environment(value, senvcfg);
      case SSCRATCH -> port.setSlot(CsrSlots.SSCRATCH, value);
      case SEPC -> port.setSlot(CsrSlots.SEPC, value & ~1L);
      case SCAUSE -> port.setSlot(CsrSlots.SCAUSE, value);
      case STVAL -> port.setSlot(CsrSlots.STVAL, value);
      case SIP -> writePending(value, 1 << SUPERVISOR_SOFTWARE & mideleg);
      case STIMECMP -> setTimerCompare(value);
      case SATP -> writeSatp(value);
      case MSTATUS -> setStatus(value, Status.MACHINE_WRITABLE);
      case MEDELEG -> medeleg = value & Cause.DELEGABLE;
      case MIDELEG -> mideleg = value & SUPERVISOR_INTERRUPTS;
      case MIE -> mie = value & ALL_INTERRUPTS;
      case MTVEC -> mtvec = vector(value);
      case MCOUNTEREN -> mcounteren = value & 7;
      case MENVCFG -> menvcfg = environment(value, menvcfg) | value & STCE;
      case MCOUNTINHIBIT -> mcountinhibit = value & 5;
      case MSCRATCH -> port.setSlot(CsrSlots.MSCRATCH, value);
      case MEPC -> port.setSlot(CsrSlots.MEPC, value & ~1L);
      case MCAUSE -> port.setSlot(CsrSlots.MCAUSE, value);
      case MTVAL -> port.setSlot(CsrSlots.MTVAL, value);
      case MIP -> writePending(value, SUPERVISOR_INTERRUPTS);
      case MCYCLE -> cycleOffset = value - port.instructionsRetired();
      case MINSTRET -> instretOffset = value - port.instructionsRetired();
      case MISA, CYCLE, TIME, INSTRET, MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR -> {
        // Fixed: misa may not be changed; the others are refused as read-only before this.
      }
    }
  }

  /** The instruction that the engine counts next raises an exception and does not retire. */
  void instructionNotRetired() {
    instretOffset--;
  }

  private void setFloat(int rounding, int flags) {
    frm = rounding;
    port.setFloatFlags(flags);
    setStatus(status() | Status.FS);
  }

  private static long vector(long value) {
    return value & ((value & 2) != 0 ? ~3L : ~2L);
  }

  private void writePending(long value, long writable) {
    pending.getAndUpdate(old -> old & ~writable | value & writable);
  }

  /** [RISCV-PRIV] 12.1.1: the interrupt is pending while time is at or past the comparator. */
  void setTimerCompare(long ticks) {
    stimecmp = ticks;
    wiring.armSupervisorTimer(ticks);
  }

  /**
   * [RISCV-PRIV] 10.1.11: a write with an unsupported mode has no effect. Translations of an
   * address space are kept until they are fenced, but for what is cheap to do for a guest that
   * forgets the fence: another root for the same space at once, another mode.
   */
  private void writeSatp(long value) {
    long mode = value >>> 60;
    if (value == satp || (mode != 0 && (mode < HartConfig.SV39 || mode > config.maxSatpMode()))) {
      return;
    }
    long old = satp;
    satp = value;
    if (mode == 0) {
      port.switchAddressSpace(BARE);
      return;
    }
    if (mode != lastMode) {
      lastMode = mode;
      port.flushTlb();
    } else if (asid(old) == asid(value)) {
      port.flushTlbSpace(asid(value));
    }
    port.switchAddressSpace(asid(value));
  }

  private static long asid(long satp) {
    return satp >>> ASID_SHIFT & 0xFFFF;
  }

  /** The fields of menvcfg and senvcfg that are alike; [RISCV-UNPRIV] 19.5: CBIE has no value 2. */
  private static long environment(long value, long old) {
    long fields = value & ENVIRONMENT;
    return (fields & CBIE) == 2 << 4 ? fields & ~CBIE | old & CBIE : fields;
  }

  /** What {@code privilege} may do with cache blocks: the bits of CBIE, CBCFE and CBZE. */
  private long blockRights(int privilege) {
    long rights = CBIE | CBCFE | CBZE;
    if (privilege != Hart.MACHINE) {
      rights &= menvcfg;
    }
    return privilege == Hart.USER ? rights & senvcfg : rights;
  }

  /** Whether any cache-block operation is illegal for {@code privilege}. */
  boolean blocksRestricted(int privilege) {
    if (privilege == Hart.MACHINE) {
      return false;
    }
    long rights = blockRights(privilege);
    return (rights & CBCFE) == 0 || (rights & CBZE) == 0 || (rights & CBIE) == 0;
  }

  /**
   * Whether {@code privilege} may execute the cache-block operation with function number {@code
   * function}: cbo.inval 0, cbo.clean 1, cbo.flush 2, cbo.zero 4.
   */
  boolean blockOperationOpen(int function, int privilege) {
    long rights = blockRights(privilege);
    return switch (function) {
      case 0 -> (rights & CBIE) != 0;
      case 4 -> (rights & CBZE) != 0;
      default -> (rights & CBCFE) != 0;
    };
  }
}
