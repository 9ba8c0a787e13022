package org.javisor.isa.riscv64;

import org.javisor.engine.isa.VcpuPort;

/**
 * The control and status registers of one hart, with their legal values. Knows nothing of traps;
 * {@link Hart} asks it.
 *
 * <p>Where the specification leaves a choice, legal values are those of QEMU's harts. Spec:
 * [RISCV-PRIV] 3.1, 10.1, 12 (Sstc); [RISCV-UNPRIV] 20.2 (fcsr).
 */
final class Csrs {
  /** Of tinfo: nothing but "no trigger here". Unimplemented: debug triggers. */
  private static final long NO_TRIGGER = 1;

  private static final int FIRST_EVENT = 3;
  private static final int ASID_SHIFT = 44;

  /** The address space of accesses without translation: no ASID. */
  private static final long BARE = 1 << 16;

  final HartConfig config;
  private final VcpuPort port;
  private final HartWiring wiring;

  final Interrupts interrupts;
  final Environment environment;
  private final Counters counters;
  private final PageWalker walker;
  private final Pmp pmp;

  long medeleg;
  long mtvec;
  long stvec;
  long satp;
  private long mcounteren;
  private long scounteren;
  private long stimecmp;
  private long lastMode;
  private int frm;

  Csrs(HartConfig config, VcpuPort port, HartWiring wiring, Pmp pmp, PageWalker walker) {
    this.config = config;
    this.port = port;
    this.wiring = wiring;
    this.pmp = pmp;
    this.walker = walker;
    Features features = config.features();
    interrupts = new Interrupts(features.has(Extension.S));
    environment = new Environment(features);
    counters = new Counters(port, features.has(Extension.ZIHPM) ? Counters.ALL : Counters.FIXED);
    walker.setContiguous(features.has(Extension.SVNAPOT));
  }

  /** All of this to its reset value; the slots are 0 by now. */
  void reset() {
    setStatus(Status.UXL_64 | Status.SXL_64);
    medeleg = 0;
    mtvec = 0;
    stvec = 0;
    satp = 0;
    lastMode = 0;
    port.switchAddressSpace(BARE);
    mcounteren = 0;
    scounteren = 0;
    setTimerCompare(-1);
    frm = 0;
    port.setFloatFlags(0);
    interrupts.reset();
    counters.reset();
    pmp.reset();
    environment.reset();
    environmentChanged();
  }

  /**
   * The state in which firmware hands a hart over to a supervisor: everything delegated and open to
   * it, Sstc on.
   */
  void handOver() {
    medeleg = Cause.DELEGABLE & ~(1L << Cause.ECALL_FROM_S);
    interrupts.delegate(Interrupts.SUPERVISOR);
    mcounteren = counters.available();
    scounteren = Counters.FIXED;
    pmp.openAll();
    environment.openAll();
    environmentChanged();
    setStatus(status() | Status.FS_INITIAL);
  }

  private void environmentChanged() {
    interrupts.followTimerCompare(environment.timerCompare());
    walker.setMemoryTypes(environment.memoryTypes());
    walker.setUpdates(environment.updates());
    port.flushTlb();
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

  /** Whether the hart has the register. */
  boolean exists(Csr csr, int index) {
    return config.features().has(csr.needs())
        && switch (csr) {
          case MHPMCOUNTER, HPMCOUNTER -> (counters.available() >>> (index + FIRST_EVENT) & 1) != 0;
          default -> true;
        };
  }

  /** Whether {@code privilege}, which is enough by itself, may use the register now. */
  boolean isOpen(Csr csr, int index, int privilege) {
    return switch (csr) {
      case FFLAGS, FRM, FCSR -> !floatOff();
      case SATP -> privilege == Hart.MACHINE || (status() & Status.TVM) == 0;
      case SENVCFG -> environment.supervisorOpen(privilege);
      case SSTATEEN -> environment.stateEnablesOpen(index, privilege);
      case STIMECMP ->
          privilege == Hart.MACHINE
              || (environment.timerCompare() && (mcounteren & Counters.TIME) != 0);
      case CYCLE -> counterOpen(Counters.CYCLE, privilege);
      case TIME -> counterOpen(Counters.TIME, privilege);
      case INSTRET -> counterOpen(Counters.RETIRED, privilege);
      case HPMCOUNTER -> counterOpen(1L << (index + FIRST_EVENT), privilege);
      default -> true;
    };
  }

  /** [RISCV-PRIV] 3.1.11, 10.1.6: the enables of all modes above. */
  private boolean counterOpen(long bit, int privilege) {
    if (privilege == Hart.MACHINE) {
      return true;
    }
    boolean supervisor =
        privilege == Hart.SUPERVISOR
            || !config.features().has(Extension.S)
            || (scounteren & bit) != 0;
    return supervisor && (mcounteren & bit) != 0;
  }

  /** The value of {@code csr}, or of the one with {@code index} of several. */
  long read(Csr csr, int index) {
    return switch (csr) {
      case FFLAGS -> port.floatFlags();
      case FRM -> frm;
      case FCSR -> frm << 5 | port.floatFlags();
      case SSTATUS -> withSummary(status()) & Status.SUPERVISOR_VISIBLE;
      case SIE -> interrupts.enabled() & interrupts.delegated();
      case STVEC -> stvec;
      case SCOUNTEREN -> scounteren;
      case SENVCFG -> environment.supervisor();
      case SSTATEEN -> 0;
      case SSCRATCH -> port.slot(CsrSlots.SSCRATCH);
      case SEPC -> port.slot(CsrSlots.SEPC);
      case SCAUSE -> port.slot(CsrSlots.SCAUSE);
      case STVAL -> port.slot(CsrSlots.STVAL);
      case SIP -> interrupts.pending() & interrupts.delegated();
      case STIMECMP -> stimecmp;
      case SATP -> satp;
      case MSTATUS -> withSummary(status());
      case MISA -> config.features().misa();
      case MEDELEG -> medeleg;
      case MIDELEG -> interrupts.delegated();
      case MIE -> interrupts.enabled();
      case MTVEC -> mtvec;
      case MCOUNTEREN -> mcounteren;
      case MENVCFG -> environment.machine();
      case MSTATEEN -> environment.stateEnables(index);
      case MCOUNTINHIBIT -> counters.inhibited();
      case MHPMEVENT -> counters.event(index + FIRST_EVENT);
      case MSCRATCH -> port.slot(CsrSlots.MSCRATCH);
      case MEPC -> port.slot(CsrSlots.MEPC);
      case MCAUSE -> port.slot(CsrSlots.MCAUSE);
      case MTVAL -> port.slot(CsrSlots.MTVAL);
      case MIP -> interrupts.pending();
      case PMPCFG -> pmp.readConfig(2 * index);
      case PMPADDR -> pmp.readAddress(index);
      case TINFO -> NO_TRIGGER;
      case MCYCLE, CYCLE -> counters.value(0);
      case MINSTRET, INSTRET -> counters.value(2);
      case MHPMCOUNTER, HPMCOUNTER -> counters.value(index + FIRST_EVENT);
      case TIME -> wiring.ticks();
      case MHARTID -> config.hartId();
      case TSELECT, TDATA, MVENDORID, MARCHID, MIMPID, MCONFIGPTR -> 0;
    };
  }

  /**
   * {@link #write} by the instruction that is being executed. Spec: [RISCV-PRIV] 3.1.11: it
   * completes before what it writes to a counter takes effect.
   */
  void writeByInstruction(Csr csr, int index, long mask, long value) {
    counters.setWriting(true);
    write(csr, index, mask, value);
    counters.setWriting(false);
  }

  /**
   * Writes the bits of {@code mask}, as far as they are writable.
   *
   * @param value the whole new value: what {@link #read} has said outside the mask
   */
  void write(Csr csr, int index, long mask, long value) {
    switch (csr) {
      case SIP -> interrupts.writeSupervisorPending(mask, value);
      case MIP -> interrupts.writePending(mask, value);
      case SIE -> interrupts.enable(mask & interrupts.delegated(), value);
      case MIE -> interrupts.enable(mask, value);
      default -> write(csr, index, value);
    }
  }

  private void write(Csr csr, int index, long value) {
    switch (csr) {
      case FFLAGS -> setFloat(frm, (int) value & 31);
      case FRM -> setFloat((int) value & 7, port.floatFlags());
      case FCSR -> setFloat((int) value >>> 5 & 7, (int) value & 31);
      case SSTATUS -> setStatus(value, Status.SUPERVISOR_WRITABLE);
      case STVEC -> stvec = vector(value, stvec);
      case SCOUNTEREN -> scounteren = value & counters.available();
      case SENVCFG -> environment.writeSupervisor(value);
      case SSCRATCH -> port.setSlot(CsrSlots.SSCRATCH, value);
      case SEPC -> port.setSlot(CsrSlots.SEPC, value & ~1L);
      case SCAUSE -> port.setSlot(CsrSlots.SCAUSE, value);
      case STVAL -> port.setSlot(CsrSlots.STVAL, value);
      case STIMECMP -> setTimerCompare(value);
      case SATP -> writeSatp(value);
      case MSTATUS -> setStatus(value, Status.MACHINE_WRITABLE);
      case MEDELEG -> medeleg = value & Cause.DELEGABLE;
      case MIDELEG -> interrupts.delegate(value);
      case MTVEC -> mtvec = vector(value, mtvec);
      case MCOUNTEREN -> mcounteren = value & counters.available();
      case MENVCFG -> {
        environment.writeMachine(value);
        environmentChanged();
      }
      case MSTATEEN -> environment.writeStateEnables(index, value);
      case MCOUNTINHIBIT -> counters.inhibit((int) value);
      case MHPMEVENT -> counters.selectEvent(index + FIRST_EVENT, value);
      case MSCRATCH -> port.setSlot(CsrSlots.MSCRATCH, value);
      case MEPC -> port.setSlot(CsrSlots.MEPC, value & ~1L);
      case MCAUSE -> port.setSlot(CsrSlots.MCAUSE, value);
      case MTVAL -> port.setSlot(CsrSlots.MTVAL, value);
      case PMPCFG, PMPADDR -> writeProtection(csr, index, value);
      case MCYCLE -> counters.set(0, value);
      case MINSTRET -> counters.set(2, value);
      case MHPMCOUNTER -> counters.set(index + FIRST_EVENT, value);
      case SSTATEEN, MISA, TSELECT, TDATA, TINFO -> {
        // Legal to write, without effect.
      }
      case SIP,
          MIP,
          SIE,
          MIE,
          CYCLE,
          TIME,
          INSTRET,
          HPMCOUNTER,
          MVENDORID,
          MARCHID,
          MIMPID,
          MHARTID,
          MCONFIGPTR ->
          throw new IllegalStateException(csr + " is written elsewhere or read-only");
    }
  }

  private void writeProtection(Csr csr, int index, long value) {
    if (csr == Csr.PMPCFG) {
      pmp.writeConfig(2 * index, value);
    } else {
      pmp.writeAddress(index, value);
    }
    port.flushTlb();
  }

  /** The instruction that the engine counts next raises an exception and does not retire. */
  void instructionNotRetired() {
    counters.instructionNotRetired();
  }

  private void setFloat(int rounding, int flags) {
    frm = rounding;
    port.setFloatFlags(flags);
    setStatus(status() | Status.FS);
  }

  /** A write with a reserved mode has no effect. */
  private static long vector(long value, long old) {
    return (value & 3) < 2 ? value : old;
  }

  /** [RISCV-PRIV] 12.1.1: the interrupt is pending while time is at or past the comparator. */
  void setTimerCompare(long ticks) {
    stimecmp = ticks;
    wiring.armSupervisorTimer(ticks);
  }

  /**
   * [RISCV-PRIV] 10.1.11: a write with an unsupported mode has no effect. Translations of an
   * address space are kept until they are fenced, but for a guest that forgets the fence where it
   * has another root for the same space at once, or another mode.
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
    if (mode != lastMode || asid(old) == asid(value)) {
      lastMode = mode;
      port.flushTlb();
    }
    port.switchAddressSpace(asid(value));
  }

  private static long asid(long satp) {
    return satp >>> ASID_SHIFT & 0xFFFF;
  }
}
