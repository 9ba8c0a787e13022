package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.vcpu.FloatConstant;

/**
 * Singles in 64-bit slots, whose upper half is all ones, the signs of doubles, and what is known of
 * slots meanwhile.
 */
class BoxTemplates extends MemoryTemplates {
  /** Slots, below 128, whose upper half is known to box a single. */
  private long boxedLow;

  private long boxedHigh;

  BoxTemplates(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
    super(asm, map, features, stubs);
  }

  /** A slot that the block has last given a constant, the same one when it is given it again. */
  private int constantSlot = NONE;

  private long constantValue;

  /** Whether operator {@code i}, a MOV, gives a slot the constant that it has. */
  final boolean isKnownConstant(int i) {
    return isConstant(ir.a(i))
        && ir.dst(i) != NONE
        && ir.dst(i) == constantSlot
        && constant(ir.a(i)) == constantValue;
  }

  final void forgetConstant() {
    constantSlot = NONE;
  }

  /** Operator {@code i} has written a slot. */
  final void noteConstant(int i) {
    boolean isMove = ir.op(i) == IrOp.MOV && isConstant(ir.a(i));
    if (isMove && map.general(ir.dst(i)) < 0) {
      constantSlot = ir.dst(i);
      constantValue = constant(ir.a(i));
    } else if (ir.dst(i) == constantSlot) {
      constantSlot = NONE;
    }
  }

  /** Nothing is known about slots: code from elsewhere joins here. */
  final void forgetBoxes() {
    forgetConstant();
    boxedLow = 0;
    boxedHigh = 0;
  }

  private boolean isBoxed(int slot) {
    return slot < 64 ? (boxedLow >>> slot & 1) != 0 : slot < 128 && (boxedHigh >>> slot & 1) != 0;
  }

  /** Slot {@code dst} is written. */
  final void noteBox(int dst, boolean boxed) {
    if (dst == NONE || IrBuilder.isTemp(dst)) {
      return;
    }
    long bit = 1L << dst;
    if (dst < 64) {
      boxedLow = boxed ? boxedLow | bit : boxedLow & ~bit;
    } else if (dst < 128) {
      boxedHigh = boxed ? boxedHigh | bit : boxedHigh & ~bit;
    }
  }

  final boolean hasVectors() {
    return features.has(HostFeatures.AVX);
  }

  // Boxes

  /** The single in a slot, or the canonical NaN when it is not boxed. */
  final void unbox(int i) {
    int a = ir.a(i);
    int dst = ir.dst(i);
    boolean isSlot = !isConstant(a) && !IrBuilder.isTemp(a);
    if (!isSlot || !hasVectors() || map.general(a) >= 0) {
      inJava(i);
      return;
    }
    int own = map.vector(a);
    int x = scratchVector();
    if (own >= 0) {
      asm.movaps(x, own);
    } else {
      asm.movss(x, memory(a));
    }
    if (!isBoxed(a)) {
      if (own >= 0) {
        asm.movqFromXmm(Reg.RCX, own);
        asm.sar64(Reg.RCX, 32);
        asm.cmp32Imm(Reg.RCX, -1);
      } else {
        asm.cmp32Imm(state(offsetOf(a) + 4), -1);
      }
      int resume = asm.newLabel();
      asm.jcc(Cond.NE, nanPath(x, true, resume));
      asm.bind(resume);
    }
    defineVector(dst, x, true);
  }

  /** Slot {@code dst} = the single {@code value}, boxed. */
  final void box(int dst, int value) {
    int x = vector(value);
    int own = map.vector(dst);
    if (own >= 0) {
      if (x >= 0) {
        asm.movaps(own, x);
      } else if (general(value) >= 0) {
        asm.movdToXmm(own, general(value));
      } else {
        asm.movss(own, memory(value));
      }
      asm.orps(own, state(FloatConstant.BOX.offset()));
    } else {
      if (x >= 0) {
        asm.movss(memory(dst), x);
      } else {
        asm.mov32(memory(dst), source(value, Reg.RCX));
      }
      asm.mov32Imm(state(offsetOf(dst) + 4), -1);
    }
    defineNothing();
    noteBox(dst, true);
  }

  /** Whether operator {@code i} boxes a temporary into a slot. */
  final boolean isBoxing(int i) {
    return ir.op(i) == IrOp.OR
        && ir.dst(i) != NONE
        && !IrBuilder.isTemp(ir.dst(i))
        && map.general(ir.dst(i)) < 0
        && !isConstant(ir.a(i))
        && IrBuilder.isTemp(ir.a(i))
        && isConstant(ir.b(i))
        && constant(ir.b(i)) == FloatConstant.BOX.bits()
        && isZeroExtended(ir.a(i), i);
  }

  /** Whether the temporary was made by an operator that leaves its upper half zero. */
  private boolean isZeroExtended(int temp, int i) {
    for (int n = i - 1; n >= 0 && ir.op(n) != IrOp.INSN_START; n--) {
      if (ir.dst(n) == temp) {
        return switch (ir.op(n)) {
          case LD32_U,
              FADD_32,
              FSUB_32,
              FMUL_32,
              FDIV_32,
              FSQRT_32,
              FMADD_32,
              FMIN_32,
              FMAX_32,
              FCVT_F64_F32,
              FCVT_I32_F32,
              FCVT_U32_F32,
              FCVT_I64_F32,
              FCVT_U64_F32,
              FUNBOX_32 ->
              true;
          default -> false;
        };
      }
    }
    return false;
  }

  /** AND and XOR of a vector slot with one of the constants in the state; whether it was that. */
  final boolean bitwiseInVector(IrOp op, int i) {
    int dst = ir.dst(i);
    int a = ir.a(i);
    if (dst == NONE || isConstant(a) || !isConstant(ir.b(i)) || IrBuilder.isTemp(dst)) {
      return false;
    }
    int own = map.vector(dst);
    int from = vector(a);
    if (own < 0 || from < 0 || IrBuilder.isTemp(a)) {
      return false;
    }
    long constant = constant(ir.b(i));
    FloatConstant found;
    if (constant == FloatConstant.SIGN_64.bits() && op == IrOp.XOR) {
      found = FloatConstant.SIGN_64;
    } else if (constant == FloatConstant.MAGNITUDE_64.bits() && op == IrOp.AND) {
      found = FloatConstant.MAGNITUDE_64;
    } else {
      return false;
    }
    if (own != from) {
      asm.movaps(own, from);
    }
    if (op == IrOp.XOR) {
      asm.xorps(own, state(found.offset()));
    } else {
      asm.andps(own, state(found.offset()));
    }
    defineNothing();
    return true;
  }
}
