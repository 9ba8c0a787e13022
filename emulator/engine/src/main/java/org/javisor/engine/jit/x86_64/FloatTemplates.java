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
class FloatTemplates extends BoxTemplates {
  private static final int DYNAMIC = 7;
  private static final int TO_ZERO = RoundingMode.TOWARD_ZERO.ordinal();

  FloatTemplates(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
    super(asm, map, features, stubs);
  }

  /** Whether the host rounds operator {@code i} as it wants. */
  private boolean roundsHere(int i) {
    return ir.imm(i) == DYNAMIC;
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
    int resume = asm.newLabel();
    asm.jcc(Cond.P, nanPath(x, isSingle, resume));
    asm.bind(resume);
  }

  /** a * b + c; a NaN is made by soft float, whose flags the host's may differ from. */
  final void fused(boolean isSingle, int i) {
    if (!features.has(HostFeatures.FMA) || !roundsHere(i)) {
      inJava(i);
      return;
    }
    int a = vectorSource(minusA == NONE ? ir.a(i) : minusA, isSingle);
    int b = vectorSource(ir.b(i), isSingle);
    int c = vectorSource(minusC == NONE ? ir.c(i) : minusC, isSingle);
    int x = scratchVector();
    // When registers are short this is a's.
    if (x != a) {
      asm.movaps(x, a);
    }
    if (isSingle) {
      asm.vfmadd213ss(x, b, c);
      asm.ucomiss(x, x);
    } else {
      multiplyAdd(x, b, c);
      asm.ucomisd(x, x);
    }
    orInJava(Cond.P, i, x, isSingle);
    minusA = NONE;
    minusC = NONE;
  }

  /** Slots whose negative is the first or the third factor of the fused operator at hand. */
  private int minusA = NONE;

  private int minusC = NONE;

  private void multiplyAdd(int x, int b, int c) {
    if (minusA == NONE) {
      if (minusC == NONE) {
        asm.vfmadd213sd(x, b, c);
      } else {
        asm.vfmsub213sd(x, b, c);
      }
    } else if (minusC == NONE) {
      asm.vfnmadd213sd(x, b, c);
    } else {
      asm.vfnmsub213sd(x, b, c);
    }
  }

  /**
   * How many operators from {@code i} on, before {@code end}, negate doubles of the fused operator
   * that follows them, and need not be emitted; 0 when that is not what they do.
   */
  final int negations(int i, int end) {
    int last = i;
    while (last < end && last < i + 2 && isNegation(last)) {
      last++;
    }
    if (last == i
        || last == end
        || ir.op(last) != IrOp.FMADD_64
        || !roundsHere(last)
        || !features.has(HostFeatures.FMA)) {
      return 0;
    }
    int a = NONE;
    int c = NONE;
    for (int n = i; n < last; n++) {
      if (ir.dst(n) == ir.a(last)) {
        a = ir.a(n);
      } else if (ir.dst(n) == ir.c(last)) {
        c = ir.a(n);
      } else {
        return 0;
      }
    }
    minusA = a;
    minusC = c;
    return last - i;
  }

  /** Whether operator {@code i} makes a temporary, read once, the negative of a slot's double. */
  private boolean isNegation(int i) {
    int dst = ir.dst(i);
    return ir.op(i) == IrOp.XOR
        && dst != NONE
        && IrBuilder.isTemp(dst)
        && usesOf(dst) == 1
        && !isConstant(ir.a(i))
        && !IrBuilder.isTemp(ir.a(i))
        && isConstant(ir.b(i))
        && constant(ir.b(i)) == FloatConstant.SIGN_64.bits();
  }

  /**
   * The result is in {@code x}; on {@code cond} Java computes it anew from the sources, which are
   * where they were.
   */
  private void orInJava(int cond, int i, int x, boolean isSingle) {
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    int resume = asm.newLabel();
    saveLive();
    long minus =
        negation(minusA == NONE ? NONE : ir.a(i), minusA)
            | (long) negation(minusC == NONE ? NONE : ir.c(i), minusC) << 32;
    asm.jcc(cond, savePath(operatorExit(i, resume, isTemp ? 16 + x : NONE), minus));
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
    saveLive();
    asm.jcc(Cond.P, savePath(operatorExit(i, resume, isTemp ? 16 + x : NONE), 0));
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
    int t = target(ir.dst(i), NONE);
    asm.movzx8(t, Reg.RAX);
    define(ir.dst(i), t);
  }

  /** Between the formats. */
  final void convertFormat(boolean toSingle, int i) {
    if (!hasVectors() || (toSingle && !roundsHere(i))) {
      inJava(i);
      return;
    }
    int a = vectorSource(ir.a(i), !toSingle);
    int x = toSingle ? scratchVector() : resultVector(i);
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
    int x = toSingle ? scratchVector() : resultVector(i);
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
    saveGeneral();
    int cold = savePath(operatorExit(i, resume, isTemp ? Reg.RAX : NONE), 0);
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
}
