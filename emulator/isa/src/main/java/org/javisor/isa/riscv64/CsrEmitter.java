package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * Accesses to control and status registers that translated code makes by itself: the registers of
 * {@link CsrSlots}, when the mode's privilege allows it. All others, and all that are illegal, are
 * left to the hart.
 *
 * <p>Spec: [RISCV-UNPRIV] 6; [RISCV-PRIV] 10.1.1 (sstatus).
 */
final class CsrEmitter {
  private static final int WRITE = 1;
  private static final int SET = 2;
  private static final int IMMEDIATE = 4;
  private static final long EXCEPTION_PC = -2;

  /** A shift that brings bit 14 to bit 63: from FS to SD. */
  private static final int DIRTY_SHIFT = 49;

  private CsrEmitter() {}

  /** Emits the access; false when it is none of those. */
  static boolean emit(Emitter e) {
    int privilege = Mode.privilege(e.mode());
    return switch (e.bits() >>> 20) {
      case 0x100 -> privilege == Hart.SUPERVISOR && status(e);
      case 0x140 -> privilege >= Hart.SUPERVISOR && plain(e, CsrSlots.SSCRATCH, -1);
      case 0x141 -> privilege >= Hart.SUPERVISOR && plain(e, CsrSlots.SEPC, EXCEPTION_PC);
      case 0x142 -> privilege >= Hart.SUPERVISOR && plain(e, CsrSlots.SCAUSE, -1);
      case 0x143 -> privilege >= Hart.SUPERVISOR && plain(e, CsrSlots.STVAL, -1);
      case 0x340 -> privilege == Hart.MACHINE && plain(e, CsrSlots.MSCRATCH, -1);
      case 0x341 -> privilege == Hart.MACHINE && plain(e, CsrSlots.MEPC, EXCEPTION_PC);
      case 0x342 -> privilege == Hart.MACHINE && plain(e, CsrSlots.MCAUSE, -1);
      case 0x343 -> privilege == Hart.MACHINE && plain(e, CsrSlots.MTVAL, -1);
      default -> false;
    };
  }

  private static int operation(Emitter e) {
    return e.bits() >>> 12 & 3;
  }

  private static boolean isImmediate(Emitter e) {
    return (e.bits() >>> 12 & IMMEDIATE) != 0;
  }

  private static boolean onlyReads(Emitter e) {
    return operation(e) != WRITE && e.rs1() == 0;
  }

  private static int operand(Emitter e, long writable) {
    if (isImmediate(e)) {
      return e.constant(e.rs1() & writable);
    }
    return writable == -1 ? e.xs1() : and(e, e.xs1(), writable);
  }

  private static int and(Emitter e, int value, long mask) {
    return binary(e, IrOp.AND, value, e.constant(mask));
  }

  private static int binary(Emitter e, IrOp op, int a, int b) {
    int result = e.ir().temp();
    e.ir().binary(op, result, a, b);
    return result;
  }

  /** A register without side effects; of what is written only {@code writable} bits stay. */
  private static boolean plain(Emitter e, int slot, long writable) {
    IrBuilder ir = e.ir();
    if (onlyReads(e)) {
      ir.unary(IrOp.MOV, e.xd(), slot);
      return true;
    }
    int old = ir.temp();
    ir.unary(IrOp.MOV, old, slot);
    int operand = operand(e, writable);
    switch (operation(e)) {
      case WRITE -> ir.unary(IrOp.MOV, slot, operand);
      case SET -> ir.binary(IrOp.OR, slot, slot, operand);
      default -> ir.binary(IrOp.ANDN, slot, slot, operand);
    }
    if (e.rd() != 0) {
      ir.unary(IrOp.MOV, e.rd(), old);
    }
    return true;
  }

  private static boolean status(Emitter e) {
    IrBuilder ir = e.ir();
    int current = current(e);
    int visible = e.rd() != 0 ? visible(e, current) : 0;
    if (!onlyReads(e)) {
      if (isImmediate(e) && operation(e) != WRITE) {
        switchInterrupts(e);
      } else {
        change(e, current);
      }
    }
    if (e.rd() != 0) {
      ir.unary(IrOp.MOV, e.rd(), visible);
    }
    if (!onlyReads(e)) {
      leaveWhenDue(e);
    }
    return true;
  }

  /** mstatus with FS as it is. */
  private static int current(Emitter e) {
    if (Mode.floatOff(e.mode())) {
      return CsrSlots.STATUS;
    }
    int dirty = binary(e, IrOp.SUB, e.constant(0), Emitter.FLOAT_DIRTY);
    return binary(e, IrOp.OR, CsrSlots.STATUS, and(e, dirty, Status.FS));
  }

  /** What sstatus shows of it: SD is set when both bits of FS are. */
  private static int visible(Emitter e, int current) {
    if (Mode.floatOff(e.mode())) {
      return and(e, current, Status.SUPERVISOR_VISIBLE);
    }
    int shifted = binary(e, IrOp.SHL, current, e.constant(1));
    int both = binary(e, IrOp.AND, shifted, current);
    int dirty = binary(e, IrOp.SHL, both, e.constant(DIRTY_SHIFT));
    return and(e, binary(e, IrOp.OR, dirty, current), Status.SUPERVISOR_VISIBLE);
  }

  /** An immediate reaches no other field than SIE. */
  private static void switchInterrupts(Emitter e) {
    long bits = e.rs1() & Status.SUPERVISOR_WRITABLE;
    IrOp op = operation(e) == SET ? IrOp.OR : IrOp.ANDN;
    e.ir().binary(op, CsrSlots.STATUS, CsrSlots.STATUS, e.constant(bits));
  }

  /** Any write: what the translation mode depends on is left to the hart. */
  private static void change(Emitter e, int current) {
    IrBuilder ir = e.ir();
    int operand = operand(e, Status.SUPERVISOR_WRITABLE);
    int wanted =
        switch (operation(e)) {
          case WRITE -> {
            int kept = and(e, current, ~Status.SUPERVISOR_WRITABLE);
            yield binary(e, IrOp.OR, kept, operand);
          }
          case SET -> binary(e, IrOp.OR, current, operand);
          default -> binary(e, IrOp.ANDN, current, operand);
        };
    int changed = and(e, binary(e, IrOp.XOR, wanted, current), Status.TRANSLATION);
    ir.binary(IrOp.XOR, CsrSlots.STATUS, wanted, changed);
    ir.unary(IrOp.MOV, CsrSlots.STATUS_CHANGE, changed);
    if (!Mode.floatOff(e.mode())) {
      ir.unary(IrOp.MOV, Emitter.FLOAT_DIRTY, e.constant(0));
    }
  }

  /** Interrupts may be enabled now, or the mode may have to change. */
  private static void leaveWhenDue(Emitter e) {
    if (isImmediate(e) && operation(e) != WRITE) {
      if (operation(e) == SET && (e.rs1() & Status.SIE) != 0) {
        e.ir().exitIf(CsrSlots.INTERRUPT_READY, e.nextPc());
      }
    } else if (operation(e) == WRITE || operation(e) == SET) {
      int due = binary(e, IrOp.OR, CsrSlots.STATUS_CHANGE, CsrSlots.INTERRUPT_READY);
      e.ir().exitIf(due, e.nextPc());
    } else {
      e.ir().exitIf(CsrSlots.STATUS_CHANGE, e.nextPc());
    }
  }
}
