package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.softfp.RoundingMode;
import org.javisor.engine.vcpu.FloatConstant;

/**
 * Floating-point operators on the host's scalar unit. While guest code runs the host's control
 * register has the guest's dynamic rounding mode, and its sticky bits are the guest's flags; what
 * the host does differently goes to soft float.
 */
class FloatTemplates extends MemoryTemplates {
  private static final int DYNAMIC = 7;
  private static final int TO_ZERO = RoundingMode.TOWARD_ZERO.ordinal();

  /** Slots, below 128, whose upper half is known to box a single. */
  private long boxedLow;

  private long boxedHigh;

  FloatTemplates(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
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

  /** Whether the host rounds operator {@code i} as it wants. */
  private boolean roundsHere(int i) {
    return ir.imm(i) == DYNAMIC;
  }

  final boolean hasVectors() {
    return features.has(HostFeatures.AVX);
  }

  private static boolean isSingle(IrOp op) {
    return switch (op) {
      case FADD_32,
          FSUB_32,
          FMUL_32,
          FDIV_32,
          FSQRT_32,
          FMADD_32,
          FMIN_32,
          FMAX_32,
          FEQ_32,
          FLT_32,
          FLE_32 ->
          true;
      default -> false;
    };
  }

  /** Addition to square root: results are rounded, NaNs are the canonical one. */
  final void arithmetic(IrOp op, int i) {
    if (!hasVectors() || !roundsHere(i)) {
      inJava(i);
      return;
    }
    boolean isSingle = isSingle(op);
    int a = vectorSource(ir.a(i), isSingle);
    int b = ir.b(i) == NONE ? a : vectorSource(ir.b(i), isSingle);
    int x = resultVector(i);
    switch (op) {
      case FADD_32 -> asm.vaddss(x, a, b);
      case FSUB_32 -> asm.vsubss(x, a, b);
      case FMUL_32 -> asm.vmulss(x, a, b);
      case FDIV_32 -> asm.vdivss(x, a, b);
      case FSQRT_32 -> asm.vsqrtss(x, a, a);
      case FADD_64 -> asm.vaddsd(x, a, b);
      case FSUB_64 -> asm.vsubsd(x, a, b);
      case FMUL_64 -> asm.vmulsd(x, a, b);
      case FDIV_64 -> asm.vdivsd(x, a, b);
      default -> asm.vsqrtsd(x, a, a);
    }
    canonicalNan(x, isSingle);
    defineVector(ir.dst(i), x, isSingle);
  }

  /** A double's result may be computed where it belongs. */
  private int resultVector(int i) {
    int dst = ir.dst(i);
    int own = dst == NONE || IrBuilder.isTemp(dst) ? -1 : map.vector(dst);
    return own >= 0 ? own : scratchVector();
  }

  private void canonicalNan(int x, boolean isSingle) {
    if (isSingle) {
      asm.ucomiss(x, x);
    } else {
      asm.ucomisd(x, x);
    }
    int over = asm.jccShort(Cond.NP);
    if (isSingle) {
      asm.movss(x, state(FloatConstant.NAN_32.offset()));
    } else {
      asm.movsd(x, state(FloatConstant.NAN_64.offset()));
    }
    asm.bindShort(over);
  }

  /** a * b + c; a NaN is made by soft float, whose flags the host's may differ from. */
  final void fused(boolean isSingle, int i) {
    if (!features.has(HostFeatures.FMA) || !roundsHere(i)) {
      inJava(i);
      return;
    }
    int a = vectorSource(ir.a(i), isSingle);
    int b = vectorSource(ir.b(i), isSingle);
    int c = vectorSource(ir.c(i), isSingle);
    int x = scratchVector();
    asm.movaps(x, a);
    if (isSingle) {
      asm.vfmadd213ss(x, b, c);
      asm.ucomiss(x, x);
    } else {
      asm.vfmadd213sd(x, b, c);
      asm.ucomisd(x, x);
    }
    orInJava(Cond.P, i, x, isSingle);
  }

  /**
   * The result is in {@code x}; on {@code cond} Java computes it anew from the sources, which are
   * where they were.
   */
  private void orInJava(int cond, int i, int x, boolean isSingle) {
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    int over = asm.newLabel();
    int resume = asm.newLabel();
    saveLive();
    asm.jcc(Cond.not(cond), over);
    saveDying();
    asm.jmp(operatorExit(i, resume, isTemp ? 16 + x : NONE));
    asm.bind(over);
    if (isTemp) {
      asm.bind(resume);
      defineVector(dst, x, isSingle);
    } else {
      defineVector(dst, x, isSingle);
      asm.bind(resume);
    }
  }

  final void minMax(boolean isSingle, boolean isMin, int i) {
    if (!hasVectors()) {
      inJava(i);
      return;
    }
    int a = vectorSource(ir.a(i), isSingle);
    int b = vectorSource(ir.b(i), isSingle);
    int x = scratchVector();
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    int resume = asm.newLabel();
    compareQuietly(a, b, isSingle);
    int ordered = asm.newLabel();
    saveLive();
    asm.jcc(Cond.NP, ordered);
    saveDying();
    asm.jmp(operatorExit(i, resume, isTemp ? 16 + x : NONE));
    asm.bind(ordered);
    // Equal values may be zeros of either sign: the sign bits decide.
    int unequal = asm.jccShort(Cond.NE);
    asm.movaps(x, a);
    if (isMin) {
      asm.orps(x, b);
    } else {
      asm.andps(x, b);
    }
    int done = asm.jmpShort();
    asm.bindShort(unequal);
    selectMinMax(isSingle, isMin, new int[] {x, a, b});
    asm.bindShort(done);
    if (isTemp) {
      asm.bind(resume);
      defineVector(dst, x, isSingle);
    } else {
      defineVector(dst, x, isSingle);
      asm.bind(resume);
    }
  }

  private void selectMinMax(boolean isSingle, boolean isMin, int[] xab) {
    if (isSingle) {
      if (isMin) {
        asm.vminss(xab[0], xab[1], xab[2]);
      } else {
        asm.vmaxss(xab[0], xab[1], xab[2]);
      }
    } else if (isMin) {
      asm.vminsd(xab[0], xab[1], xab[2]);
    } else {
      asm.vmaxsd(xab[0], xab[1], xab[2]);
    }
  }

  private void compareQuietly(int a, int b, boolean isSingle) {
    if (isSingle) {
      asm.ucomiss(a, b);
    } else {
      asm.ucomisd(a, b);
    }
  }

  /** EQ is quiet, LT and LE signal for any NaN. */
  final void compareFloats(IrOp op, int i) {
    boolean isSingle = isSingle(op);
    int a = vectorSource(ir.a(i), isSingle);
    int b = vectorSource(ir.b(i), isSingle);
    switch (op) {
      case FEQ_32, FEQ_64 -> {
        compareQuietly(a, b, isSingle);
        asm.setcc(Cond.E, Reg.RAX);
        asm.setcc(Cond.NP, Reg.RCX);
        asm.and32(Reg.RAX, Reg.RCX);
      }
      default -> {
        // b compared with a: above and above-or-equal are false when unordered.
        if (isSingle) {
          asm.comiss(b, a);
        } else {
          asm.comisd(b, a);
        }
        boolean less = op == IrOp.FLT_32 || op == IrOp.FLT_64;
        asm.setcc(less ? Cond.A : Cond.AE, Reg.RAX);
      }
    }
    asm.movzx8(Reg.RAX, Reg.RAX);
    define(ir.dst(i), Reg.RAX);
  }

  /** Between the formats. */
  final void convertFormat(boolean toSingle, int i) {
    if (!hasVectors() || (toSingle && !roundsHere(i))) {
      inJava(i);
      return;
    }
    int a = vectorSource(ir.a(i), !toSingle);
    int x = scratchVector();
    if (toSingle) {
      asm.cvtsd2ss(x, a);
    } else {
      asm.cvtss2sd(x, a);
    }
    canonicalNan(x, toSingle);
    defineVector(ir.dst(i), x, toSingle);
  }

  /** From an integer. */
  final void fromInteger(IrOp op, int i) {
    boolean toSingle =
        switch (op) {
          case FCVT_I32_F32, FCVT_U32_F32, FCVT_I64_F32, FCVT_U64_F32 -> true;
          default -> false;
        };
    boolean exact = op == IrOp.FCVT_I32_F64 || op == IrOp.FCVT_U32_F64;
    boolean unsigned64 = op == IrOp.FCVT_U64_F32 || op == IrOp.FCVT_U64_F64;
    if (!hasVectors() || !(exact || roundsHere(i)) || unsigned64) {
      inJava(i);
      return;
    }
    int from = source(ir.a(i), Reg.RAX);
    boolean is32 = op == IrOp.FCVT_I32_F32 || op == IrOp.FCVT_I32_F64;
    if (op == IrOp.FCVT_U32_F32 || op == IrOp.FCVT_U32_F64) {
      asm.mov32(Reg.RAX, from);
      from = Reg.RAX;
    }
    int x = scratchVector();
    asm.xorps(x, x);
    if (toSingle) {
      if (is32) {
        asm.cvtsi2ss32(x, from);
      } else {
        asm.cvtsi2ss64(x, from);
      }
    } else if (is32) {
      asm.cvtsi2sd32(x, from);
    } else {
      asm.cvtsi2sd64(x, from);
    }
    defineVector(ir.dst(i), x, toSingle);
  }

  /** To an integer, by the dynamic mode or towards zero; what does not fit goes to soft float. */
  final void toInteger(IrOp op, int i) {
    boolean truncate = ir.imm(i) == TO_ZERO;
    boolean unsigned64 = op == IrOp.FCVT_F32_U64 || op == IrOp.FCVT_F64_U64;
    if (!hasVectors() || !(truncate || roundsHere(i)) || unsigned64) {
      inJava(i);
      return;
    }
    boolean isSingle =
        switch (op) {
          case FCVT_F32_I32, FCVT_F32_U32, FCVT_F32_I64 -> true;
          default -> false;
        };
    int resume = asm.newLabel();
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    int a = vectorSource(ir.a(i), isSingle);
    saveLive();
    saveDying();
    int cold = operatorExit(i, resume, isTemp ? Reg.RAX : NONE);
    switch (op) {
      case FCVT_F32_I32, FCVT_F64_I32 -> {
        toInt32(isSingle, truncate, a);
        asm.cmp32Imm(Reg.RAX, Integer.MIN_VALUE);
        asm.jcc(Cond.E, cold);
        asm.movsx32to64(Reg.RAX, Reg.RAX);
      }
      case FCVT_F32_U32, FCVT_F64_U32 -> {
        // Only what is surely in range: sign and exponent say so.
        exponent(isSingle, a);
        asm.cmp32Imm(Reg.RCX, isSingle ? 127 + 31 : 1023 + 31);
        asm.jcc(Cond.AE, cold);
        toInt64(isSingle, truncate, a);
        asm.movsx32to64(Reg.RAX, Reg.RAX);
      }
      default -> {
        toInt64(isSingle, truncate, a);
        asm.movImm64(Reg.RCX, Long.MIN_VALUE);
        asm.cmp64(Reg.RAX, Reg.RCX);
        asm.jcc(Cond.E, cold);
      }
    }
    if (isTemp) {
      asm.bind(resume);
      define(dst, Reg.RAX);
    } else {
      define(dst, Reg.RAX);
      asm.bind(resume);
    }
  }

  /** ecx = sign and biased exponent. */
  private void exponent(boolean isSingle, int a) {
    if (isSingle) {
      asm.movdFromXmm(Reg.RCX, a);
      asm.shr32(Reg.RCX, 23);
    } else {
      asm.movqFromXmm(Reg.RCX, a);
      asm.shr64(Reg.RCX, 52);
    }
  }

  private void toInt32(boolean isSingle, boolean truncate, int a) {
    if (isSingle) {
      if (truncate) {
        asm.cvttss2si32(Reg.RAX, a);
      } else {
        asm.cvtss2si32(Reg.RAX, a);
      }
    } else if (truncate) {
      asm.cvttsd2si32(Reg.RAX, a);
    } else {
      asm.cvtsd2si32(Reg.RAX, a);
    }
  }

  private void toInt64(boolean isSingle, boolean truncate, int a) {
    if (isSingle) {
      if (truncate) {
        asm.cvttss2si64(Reg.RAX, a);
      } else {
        asm.cvtss2si64(Reg.RAX, a);
      }
    } else if (truncate) {
      asm.cvttsd2si64(Reg.RAX, a);
    } else {
      asm.cvtsd2si64(Reg.RAX, a);
    }
  }

  // Boxes

  /** The single in a slot, or the canonical NaN when it is not boxed. */
  final void unbox(int i) {
    int a = ir.a(i);
    int dst = ir.dst(i);
    boolean isSlot = !isConstant(a) && !IrBuilder.isTemp(a);
    if (!isSlot || !hasVectors() || general(a) >= 0) {
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
      int over = asm.jccShort(Cond.E);
      asm.movss(x, state(FloatConstant.NAN_32.offset()));
      asm.bindShort(over);
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
