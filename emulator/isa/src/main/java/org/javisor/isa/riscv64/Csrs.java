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
  private static final long MISA =
      2L << 62
          | letter('I')
          | letter('M')
          | letter('A')
          | letter('F')
          | letter('D')
          | letter('C')
          | letter('S')
          | letter('U')
          | letter('B');

  final HartConfig config;
  private final VcpuPort port;
  private final HartWiring wiring;

  long mstatus;
  long medeleg;
  long mideleg;
  long mie;
  long mtvec;
  long stvec;
  long mepc;
  long sepc;
  long mcause;
  long scause;
  long mtval;
  long stval;
  long satp;
  private long mscratch;
  private long sscratch;
  private long mcounteren;
  private long scounteren;
  private long menvcfg;
  private long senvcfg;
  private long mcountinhibit;
  private long stimecmp;
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

  private static long letter(char extension) {
    return 1L << (extension - 'A');
  }

  void reset() {
    mstatus = Status.UXL_64 | Status.SXL_64;
    medeleg = 0;
    mideleg = 0;
    mie = 0;
    mcause = 0;
    satp = 0;
    menvcfg = 0;
    senvcfg = 0;
    mcounteren = 0;
    scounteren = 0;
    stimecmp = -1;
    frm = 0;
    port.setFloatFlags(0);
    port.setSlot(Emitter.FLOAT_DIRTY, 0);
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
    menvcfg = STCE;
    mstatus |= Status.FS_INITIAL;
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
    return (mstatus & Status.FS) == 0;
  }

  /** mstatus with what is kept elsewhere. */
  long status() {
    if (port.slot(Emitter.FLOAT_DIRTY) != 0) {
      mstatus |= Status.FS;
      port.setSlot(Emitter.FLOAT_DIRTY, 0);
    }
    return (mstatus & Status.FS) == Status.FS ? mstatus | Status.SD : mstatus;
  }

  private void setStatus(long value, long writable) {
    status();
    long merged = mstatus & ~writable | value & writable;
    if ((merged & Status.MPP) == 2L << Status.MPP_SHIFT) {
      merged = merged & ~Status.MPP | mstatus & Status.MPP;
    }
    mstatus = merged;
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
      case SSTATUS -> status() & Status.SUPERVISOR_VISIBLE;
      case SIE -> mie & mideleg;
      case STVEC -> stvec;
      case SCOUNTEREN -> scounteren;
      case SENVCFG -> senvcfg;
      case SSCRATCH -> sscratch;
      case SEPC -> sepc;
      case SCAUSE -> scause;
      case STVAL -> stval;
      case SIP -> pending() & mideleg;
      case STIMECMP -> stimecmp;
      case SATP -> satp;
      case MSTATUS -> status();
      case MISA -> MISA;
      case MEDELEG -> medeleg;
      case MIDELEG -> mideleg;
      case MIE -> mie;
      case MTVEC -> mtvec;
      case MCOUNTEREN -> mcounteren;
      case MENVCFG -> menvcfg;
      case MCOUNTINHIBIT -> mcountinhibit;
      case MSCRATCH -> mscratch;
      case MEPC -> mepc;
      case MCAUSE -> mcause;
      case MTVAL -> mtval;
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
      case SENVCFG -> senvcfg = value & FIOM;
      case SSCRATCH -> sscratch = value;
      case SEPC -> sepc = value & ~1L;
      case SCAUSE -> scause = value;
      case STVAL -> stval = value;
      case SIP -> writePending(value, 1 << SUPERVISOR_SOFTWARE & mideleg);
      case STIMECMP -> setTimerCompare(value);
      case SATP -> writeSatp(value);
      case MSTATUS -> setStatus(value, Status.MACHINE_WRITABLE);
      case MEDELEG -> medeleg = value & Cause.DELEGABLE;
      case MIDELEG -> mideleg = value & SUPERVISOR_INTERRUPTS;
      case MIE -> mie = value & ALL_INTERRUPTS;
      case MTVEC -> mtvec = vector(value);
      case MCOUNTEREN -> mcounteren = value & 7;
      case MENVCFG -> menvcfg = value & (STCE | FIOM);
      case MCOUNTINHIBIT -> mcountinhibit = value & 5;
      case MSCRATCH -> mscratch = value;
      case MEPC -> mepc = value & ~1L;
      case MCAUSE -> mcause = value;
      case MTVAL -> mtval = value;
      case MIP -> writePending(value, SUPERVISOR_INTERRUPTS);
      case MCYCLE -> cycleOffset = value - port.instructionsRetired();
      case MINSTRET -> instretOffset = value - port.instructionsRetired();
      case MISA, CYCLE, TIME, INSTRET, MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR -> {
        // Fixed: misa may not be changed; the others are refused as read-only before this.
      }
    }
  }

  private void setFloat(int rounding, int flags) {
    frm = rounding;
    port.setFloatFlags(flags);
    mstatus |= Status.FS;
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
   * [RISCV-PRIV] 10.1.11: a write with an unsupported mode has no effect; ASIDs have no bits here.
   */
  private void writeSatp(long value) {
    long mode = value >>> 60;
    if (mode == 0 || (mode >= HartConfig.SV39 && mode <= config.maxSatpMode())) {
      long legal = mode == 0 ? 0 : value & 0xF0000FFFFFFFFFFFL;
      if (legal != satp) {
        satp = legal;
        port.switchAddressSpace(0);
      }
    }
  }
}
