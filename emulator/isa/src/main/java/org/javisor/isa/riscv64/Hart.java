package org.javisor.isa.riscv64;

import org.javisor.bus.irq.CpuInterrupts;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.Translation;
import org.javisor.engine.isa.VcpuPort;

/**
 * A riscv64 hart: privilege, traps, interrupts, translation.
 *
 * <p>Spec: [RISCV-PRIV] 3, 10.
 */
public final class Hart implements GuestCpu, CpuInterrupts {
  static final int USER = 0;
  static final int SUPERVISOR = 1;
  static final int MACHINE = 3;

  /** Where a hart begins after reset. */
  public static final long RESET_ADDRESS = 0x1000;

  private static final long INTERRUPT = 1L << 63;
  private static final int EBREAK_BYTES = 4;
  private static final int LAST_COMMON_ROUNDING = 3;
  private static final int ROUNDING_AWAY = 4;
  private static final int SATP_MODE_SHIFT = 60;
  private static final long SMALLEST_PAGE = 4096;

  /** No instruction is at an odd address. */
  private static final long NOWHERE = -1;

  private final VcpuPort port;
  private final HartWiring wiring;
  private final Csrs csrs;
  private final Pmp pmp = new Pmp();
  private final PageWalker walker;
  private final GuestTrap trap = new GuestTrap();
  private int privilege = MACHINE;

  /** Where a firmware call is that is to be made again at once, or {@link #NOWHERE}. */
  private long repeatedAt = NOWHERE;

  /** A hart in no state: {@link #reset} comes first. */
  public Hart(HartConfig config, VcpuPort port, HartWiring wiring) {
    this.port = port;
    this.wiring = wiring;
    this.walker = new PageWalker(port.memory(), pmp);
    this.csrs = new Csrs(config, port, wiring, pmp, walker);
  }

  /** Its number in the machine. */
  public int id() {
    return csrs.config.hartId();
  }

  /** Integer register x{@code number}. */
  public long x(int number) {
    return number == 0 ? 0 : port.slot(number);
  }

  public void setX(int number, long value) {
    if (number != 0) {
      port.setSlot(number, value);
    }
  }

  Csrs csrs() {
    return csrs;
  }

  int privilege() {
    return privilege;
  }

  /** Sets the privilege, for a debugger. */
  void setPrivilege(int wanted) {
    privilege = wanted;
  }

  /** The engine's side of this hart. */
  public VcpuPort port() {
    return port;
  }

  @Override
  public void reset() {
    for (int slot = 0; slot < Emitter.SLOTS; slot++) {
      port.setSlot(slot, 0);
    }
    csrs.reset();
    privilege = MACHINE;
    repeatedAt = NOWHERE;
    port.setPc(RESET_ADDRESS);
    port.flushTlb();
    port.clearReservation();
  }

  /**
   * After {@link #reset}: begins in S-mode at {@code pc}, as firmware starts a kernel. Spec:
   * [RISCV-SBI] 9.1.
   */
  public void startSupervisor(long pc, long a0, long a1) {
    csrs.handOver();
    privilege = SUPERVISOR;
    setX(10, a0);
    setX(11, a1);
    port.setPc(pc);
  }

  /**
   * During {@link Firmware#supervisorCall}: goes on at {@code pc} after a sleep that keeps nothing
   * of the supervisor's but what it has saved. Spec: [RISCV-SBI] 9.4.
   */
  public void resumeSupervisor(long pc, long a1) {
    csrs.write(Csr.SATP, 0, -1, 0);
    csrs.setStatus(csrs.status() & ~Status.SIE);
    setX(10, id());
    setX(11, a1);
    port.setPc(pc);
  }

  /**
   * During {@link Firmware#supervisorCall}: the call is made again, once the hart has done what
   * others have asked it to do; it does not count as executed. Until it is done the supervisor gets
   * no interrupts, as it gets none while firmware in M-mode serves a call.
   */
  public void repeatCall() {
    csrs.instructionNotRetired();
    repeatedAt = port.pc();
    port.setPc(repeatedAt);
    port.attention();
  }

  /**
   * Arms the timer for firmware's set_timer: the timer interrupt is low until time reaches {@code
   * ticks}.
   */
  public void setTimer(long ticks) {
    csrs.setTimerCompare(ticks);
  }

  /**
   * The physical address of what the hart accesses at {@code address}, or -1 when that would trap.
   */
  public long physicalAddress(long address, Access access) {
    try {
      return translate(address, access, mode() & 7).physical;
    } catch (GuestTrap e) {
      return -1;
    }
  }

  /**
   * The physical address behind {@code address} for a debugger: whatever the rights, and without a
   * trace in the page tables; -1 when there is none.
   */
  public long debugAddress(long address) {
    boolean bare = privilege == MACHINE || csrs.satp >>> SATP_MODE_SHIFT == 0;
    return bare ? address : walker.look(address, csrs.satp);
  }

  @Override
  public void set(int number, boolean level) {
    if (csrs.interrupts.set(number, level) && level) {
      port.attention();
    }
  }

  @Override
  public int mode() {
    long status = csrs.status();
    int mode = csrs.environment.blocksRestricted(privilege) ? Mode.BLOCKS_RESTRICTED : 0;
    if ((status & Status.FS) == 0) {
      mode |= Mode.FLOAT_OFF;
    } else if (csrs.frm() > LAST_COMMON_ROUNDING) {
      mode |= csrs.frm() == ROUNDING_AWAY ? Mode.FLOAT_AWAY : Mode.FLOAT_RESERVED;
    }
    if ((status & Status.MPRV) != 0 && privilege == MACHINE) {
      int effective = (int) (status >>> Status.MPP_SHIFT) & 3;
      return mode | mmuIndex(effective, status) | (effective == MACHINE ? 0 : Mode.OTHER_DATA);
    }
    return mode | mmuIndex(privilege, status);
  }

  @Override
  public int fetchMmuIndex() {
    return mmuIndex(privilege, csrs.status());
  }

  private static int mmuIndex(int privilege, long status) {
    int index =
        switch (privilege) {
          case USER -> Mode.USER;
          case SUPERVISOR -> (status & Status.SUM) != 0 ? Mode.SUPERVISOR_SUM : Mode.SUPERVISOR;
          default -> Mode.MACHINE;
        };
    return (status & Status.MXR) != 0 ? index | Mode.MXR : index;
  }

  @Override
  public Translation translate(long address, Access access, int mmuIndex) {
    if (!wiring.logsTranslations()) {
      return find(address, access, mmuIndex);
    }
    try {
      Translation found = find(address, access, mmuIndex);
      wiring.log(HartDump.translation(id(), address, access, found));
      return found;
    } catch (GuestTrap fault) {
      wiring.log(HartDump.noTranslation(id(), address, access, fault.trapCause()));
      throw fault;
    }
  }

  private Translation find(long address, Access access, int mmuIndex) {
    boolean machine = (mmuIndex & 3) == Mode.MACHINE;
    if (csrs.satp >>> SATP_MODE_SHIFT == 0 || machine) {
      walker.identity(address);
    } else {
      switch (walker.walk(address, csrs.satp, access, mmuIndex)) {
        case OK -> {}
        case ACCESS_FAULT -> throw accessFault(address, access);
        case PAGE_FAULT -> throw pageFault(address, access);
      }
    }
    return protect(walker.result(), address, access, machine);
  }

  /** What physical memory protection leaves of a translation. */
  private Translation protect(
      Translation translation, long address, Access access, boolean machine) {
    pmp.find(translation.physical, machine);
    translation.readable &= pmp.allows(Pmp.READ);
    translation.writable &= pmp.allows(Pmp.WRITE);
    translation.executable &= pmp.allows(Pmp.EXECUTE);
    if (pmp.block() < translation.pageSize && pmp.block() < SMALLEST_PAGE) {
      translation.pageSize = pmp.block();
    }
    boolean allowed =
        switch (access) {
          case FETCH -> translation.executable;
          case READ -> translation.readable;
          case WRITE -> translation.writable;
        };
    if (!allowed) {
      throw accessFault(address, access);
    }
    return translation;
  }

  @Override
  public GuestTrap trap(int cause, long value) {
    return trap.with(cause, value);
  }

  private GuestTrap pageFault(long address, Access access) {
    return switch (access) {
      case FETCH -> trap.with(Cause.FETCH_PAGE, address);
      case READ -> trap.with(Cause.LOAD_PAGE, address);
      case WRITE -> trap.with(Cause.STORE_PAGE, address);
    };
  }

  @Override
  public GuestTrap accessFault(long address, Access access) {
    return switch (access) {
      case FETCH -> trap.with(Cause.FETCH_ACCESS, address);
      case READ -> trap.with(Cause.LOAD_ACCESS, address);
      case WRITE -> trap.with(Cause.STORE_ACCESS, address);
    };
  }

  @Override
  public GuestTrap misaligned(long address, Access access) {
    return switch (access) {
      case FETCH -> trap.with(Cause.FETCH_MISALIGNED, address);
      case READ -> trap.with(Cause.LOAD_MISALIGNED, address);
      case WRITE -> trap.with(Cause.STORE_MISALIGNED, address);
    };
  }

  @Override
  public void enterTrap(GuestTrap raised, long pc) {
    if (raised.trapCause() == Cause.BREAKPOINT
        && privilege != USER
        && wiring.firmware().debuggerCall(this, pc)) {
      port.setPc(pc + EBREAK_BYTES);
      return;
    }
    enterException(raised.trapCause(), raised.trapValue(), pc);
  }

  private void enterException(int cause, long value, long pc) {
    boolean delegated = privilege != MACHINE && (csrs.medeleg >>> cause & 1) != 0;
    enter(delegated, cause, value, pc);
  }

  private void enter(boolean toSupervisor, long cause, long value, long pc) {
    if (wiring.logsInterrupts()) {
      wiring.log(HartDump.interrupt(id(), cause, pc, value));
    }
    port.clearReservation();
    long status = csrs.status();
    if (toSupervisor) {
      port.setSlot(CsrSlots.SCAUSE, cause);
      port.setSlot(CsrSlots.STVAL, value);
      port.setSlot(CsrSlots.SEPC, pc);
      status = move(status, Status.SIE, Status.SPIE) & ~Status.SPP;
      csrs.setStatus(privilege == SUPERVISOR ? status | Status.SPP : status);
      privilege = SUPERVISOR;
      port.setPc(handler(csrs.stvec, cause));
    } else {
      port.setSlot(CsrSlots.MCAUSE, cause);
      port.setSlot(CsrSlots.MTVAL, value);
      port.setSlot(CsrSlots.MEPC, pc);
      status = move(status, Status.MIE, Status.MPIE) & ~Status.MPP;
      csrs.setStatus(status | (long) privilege << Status.MPP_SHIFT);
      privilege = MACHINE;
      port.setPc(handler(csrs.mtvec, cause));
    }
  }

  /** The previous-enable bit takes the enable bit's value, which becomes 0. */
  private static long move(long status, long enable, long previous) {
    long cleared = status & ~(enable | previous);
    return (status & enable) != 0 ? cleared | previous : cleared;
  }

  private static long handler(long vector, long cause) {
    long base = vector & ~3L;
    return (vector & 1) != 0 && cause < 0 ? base + 4 * (cause & ~INTERRUPT) : base;
  }

  @Override
  public boolean takeInterrupt() {
    long ready = csrs.interrupts.ready();
    port.setSlot(CsrSlots.INTERRUPT_READY, ready);
    if (ready == 0 || port.pc() == repeatedAt) {
      return false;
    }
    long delegated = csrs.interrupts.delegated();
    long machine = ready & ~delegated;
    if (machine == 0 || !machineInterruptsOpen()) {
      machine = 0;
      ready &= supervisorInterruptsOpen() ? delegated : 0;
    } else {
      ready = machine;
    }
    int taken = Interrupts.mostUrgent(ready);
    if (taken < 0) {
      return false;
    }
    enter(machine == 0, INTERRUPT | taken, 0, port.pc());
    return true;
  }

  private boolean machineInterruptsOpen() {
    return privilege != MACHINE || (csrs.status() & Status.MIE) != 0;
  }

  private boolean supervisorInterruptsOpen() {
    return privilege == USER || (privilege == SUPERVISOR && (csrs.status() & Status.SIE) != 0);
  }

  /** What decides on interrupts has changed: looks for one at the end of this instruction. */
  void lookForInterrupts() {
    long ready = csrs.interrupts.ready();
    port.setSlot(CsrSlots.INTERRUPT_READY, ready);
    if (ready != 0) {
      port.attention();
    }
  }

  @Override
  public boolean wakeUp() {
    return csrs.interrupts.ready() != 0;
  }

  @Override
  public int dynamicRounding() {
    return csrs.frm();
  }

  @Override
  public long helper(int id, long a, long b) {
    switch (id) {
      case HelperCall.CSR -> accessCsr((int) a);
      case HelperCall.CSR_READ -> {
        return readCsr((int) a);
      }
      case HelperCall.ECALL -> environmentCall();
      case HelperCall.MRET -> machineReturn((int) a);
      case HelperCall.SRET -> supervisorReturn((int) a);
      case HelperCall.WFI -> waitForInterrupt((int) a);
      case HelperCall.SFENCE_VMA -> fenceVma((int) a);
      case HelperCall.BLOCK_CHECK ->
          require(csrs.environment.blockOperationOpen((int) a >>> 20, privilege), (int) a);
      case HelperCall.SMALL_ATOMIC -> {
        return smallAtomic(a, b);
      }
      case HelperCall.MISALIGNED_TARGET -> requireAligned(a == 0, b);
      case HelperCall.PAUSE -> letOthersRun();
      case HelperCall.WAIT_ON_RESERVATION -> {
        port.clearReservation();
        letOthersRun();
      }
      default -> throw new IllegalStateException("no helper " + id);
    }
    return 0;
  }

  /** Correct without it: only faster where there are more harts than host cores. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }

  private long smallAtomic(long address, long what) {
    Zabha row = Zabha.row(what);
    int instruction = Zabha.instruction(what);
    long source = row.extended(x(instruction >>> 20 & 31));
    long expected = row.extended(x(instruction >>> 7 & 31));
    long found =
        port.updateSmall(
            address, row.bytes(), old -> row.combine(row.extended(old), source, expected));
    return row.extended(found);
  }

  private void requireAligned(boolean aligned, long target) {
    if (!aligned) {
      throw trap.with(Cause.FETCH_MISALIGNED, target);
    }
  }

  private void require(boolean condition, int instruction) {
    if (!condition) {
      throw trap.with(Cause.ILLEGAL_INSTRUCTION, instruction & 0xFFFFFFFFL);
    }
  }

  private Csr accessible(int instruction) {
    int number = instruction >>> 20;
    Csr csr = Csr.of(number);
    require(csr != null && privilege >= Csr.privilegeOf(number), instruction);
    int index = csr.index(number);
    require(csrs.exists(csr, index) && csrs.isOpen(csr, index, privilege), instruction);
    return csr;
  }

  private long readCsr(int instruction) {
    Csr csr = accessible(instruction);
    return csrs.read(csr, csr.index(instruction >>> 20));
  }

  private void accessCsr(int instruction) {
    Csr csr = accessible(instruction);
    int number = instruction >>> 20;
    require(!Csr.isReadOnly(number), instruction);
    int index = csr.index(number);
    int field = instruction >>> 15 & 31;
    long operand = (instruction >>> 14 & 1) != 0 ? field : x(field);
    long old = csrs.read(csr, index);
    switch (instruction >>> 12 & 3) {
      case 1 -> csrs.writeByInstruction(csr, index, -1, operand);
      case 2 -> csrs.writeByInstruction(csr, index, operand, old | operand);
      default -> csrs.writeByInstruction(csr, index, operand, old & ~operand);
    }
    setX(instruction >>> 7 & 31, old);
    lookForInterrupts();
  }

  private void environmentCall() {
    boolean repeated = repeatedAt != NOWHERE;
    repeatedAt = NOWHERE;
    if (privilege == SUPERVISOR && wiring.firmware().supervisorCall(this)) {
      if (repeated) {
        lookForInterrupts();
      }
      return;
    }
    csrs.instructionNotRetired();
    enterException(Cause.ECALL_FROM_U + privilege, 0, port.pc());
  }

  private void machineReturn(int instruction) {
    require(privilege == MACHINE, instruction);
    long status = csrs.status();
    privilege = (int) (status >>> Status.MPP_SHIFT) & 3;
    status = restore(status, Status.MIE, Status.MPIE) & ~Status.MPP;
    csrs.setStatus(privilege == MACHINE ? status : status & ~Status.MPRV);
    returned(port.slot(CsrSlots.MEPC));
  }

  /** Nothing reserved before a trap may be found reserved after it. */
  private void returned(long pc) {
    port.clearReservation();
    port.setPc(pc);
    lookForInterrupts();
  }

  private void supervisorReturn(int instruction) {
    long status = csrs.status();
    boolean trapped = privilege == SUPERVISOR && (status & Status.TSR) != 0;
    require(privilege >= SUPERVISOR && !trapped, instruction);
    privilege = (status & Status.SPP) != 0 ? SUPERVISOR : USER;
    csrs.setStatus(restore(status, Status.SIE, Status.SPIE) & ~Status.SPP & ~Status.MPRV);
    returned(port.slot(CsrSlots.SEPC));
  }

  /** The enable bit takes the previous-enable bit's value, which becomes 1. */
  private static long restore(long status, long enable, long previous) {
    long enabled = (status & previous) != 0 ? status | enable : status & ~enable;
    return enabled | previous;
  }

  private void waitForInterrupt(int instruction) {
    boolean trapped =
        privilege == USER || (privilege == SUPERVISOR && (csrs.status() & Status.TW) != 0);
    require(!trapped, instruction);
    port.waitForInterrupt();
  }

  private void fenceVma(int instruction) {
    boolean trapped = privilege == SUPERVISOR && (csrs.status() & Status.TVM) != 0;
    require(privilege >= SUPERVISOR && !trapped, instruction);
    int addressRegister = instruction >>> 15 & 31;
    int spaceRegister = instruction >>> 20 & 31;
    long address = x(addressRegister);
    long space = x(spaceRegister) & 0xFFFF;
    if (addressRegister == 0 && spaceRegister == 0) {
      port.flushTlb();
    } else if (addressRegister == 0) {
      port.flushTlbSpace(space);
    } else if (spaceRegister == 0) {
      port.flushTlbPage(address);
    } else {
      port.flushTlbPage(address, space);
    }
  }

  @Override
  public String dump() {
    return HartDump.of(this, csrs);
  }
}
