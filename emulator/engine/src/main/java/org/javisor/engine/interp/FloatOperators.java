package org.javisor.engine.interp;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.softfp.FloatConversions;
import org.javisor.engine.softfp.FloatFlags;
import org.javisor.engine.softfp.FloatFormat;
import org.javisor.engine.softfp.Rounding;
import org.javisor.engine.softfp.SoftFloat;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.memory.RawMemory;

/**
 * Floating-point operators, by soft float: exact in every rounding mode, flags accumulated in the
 * CPU's state.
 */
final class FloatOperators {
  private static final FloatFormat SINGLE = FloatFormat.SINGLE;
  private static final FloatFormat DOUBLE = FloatFormat.DOUBLE;
  private static final int DYNAMIC = 7;
  private static final long SINGLE_NAN = 0x7FC00000L;
  private static final long SINGLE_BITS = 0xFFFFFFFFL;

  private final CpuState state;
  private final GuestCpu cpu;
  private final FloatFlags flags = new FloatFlags();

  FloatOperators(CpuState state, GuestCpu cpu) {
    this.state = state;
    this.cpu = cpu;
  }

  /**
   * The low half of {@code imm} is the rounding mode, the high half the state offset of a third
   * source.
   */
  long execute(IrOp op, long a, long b, long imm) {
    int mode = (int) imm & 7;
    Rounding rounding = new Rounding(mode == DYNAMIC ? cpu.dynamicRounding() : mode, flags);
    flags.clear();
    long c = RawMemory.getLong(state.address() + (imm >>> 32));
    long result =
        switch (op) {
          case FMADD_32 -> SoftFloat.fusedMultiplyAdd(SINGLE, a, b, c, rounding);
          case FMADD_64 -> SoftFloat.fusedMultiplyAdd(DOUBLE, a, b, c, rounding);
          default -> isConversion(op) ? convert(op, a, rounding) : compute(op, a, b, rounding);
        };
    state.setFloatFlags(state.floatFlags() | flags.bits());
    return result;
  }

  private static boolean isConversion(IrOp op) {
    return op.compareTo(IrOp.FCVT_F32_F64) >= 0 && op.compareTo(IrOp.FCVT_U64_F64) <= 0;
  }

  private static long compute(IrOp op, long a, long b, Rounding r) {
    return switch (op) {
      case FADD_32 -> SoftFloat.add(SINGLE, a, b, r);
      case FSUB_32 -> SoftFloat.subtract(SINGLE, a, b, r);
      case FMUL_32 -> SoftFloat.multiply(SINGLE, a, b, r);
      case FDIV_32 -> SoftFloat.divide(SINGLE, a, b, r);
      case FSQRT_32 -> SoftFloat.squareRoot(SINGLE, a, r);
      case FMIN_32 -> SoftFloat.minimum(SINGLE, a, b, r.flags());
      case FMAX_32 -> SoftFloat.maximum(SINGLE, a, b, r.flags());
      case FEQ_32 -> SoftFloat.equal(SINGLE, a, b, r.flags()) ? 1 : 0;
      case FLT_32 -> SoftFloat.less(SINGLE, a, b, r.flags()) ? 1 : 0;
      case FLE_32 -> SoftFloat.lessOrEqual(SINGLE, a, b, r.flags()) ? 1 : 0;
      case FADD_64 -> SoftFloat.add(DOUBLE, a, b, r);
      case FSUB_64 -> SoftFloat.subtract(DOUBLE, a, b, r);
      case FMUL_64 -> SoftFloat.multiply(DOUBLE, a, b, r);
      case FDIV_64 -> SoftFloat.divide(DOUBLE, a, b, r);
      case FSQRT_64 -> SoftFloat.squareRoot(DOUBLE, a, r);
      case FMIN_64 -> SoftFloat.minimum(DOUBLE, a, b, r.flags());
      case FMAX_64 -> SoftFloat.maximum(DOUBLE, a, b, r.flags());
      case FEQ_64 -> SoftFloat.equal(DOUBLE, a, b, r.flags()) ? 1 : 0;
      case FLT_64 -> SoftFloat.less(DOUBLE, a, b, r.flags()) ? 1 : 0;
      case FLE_64 -> SoftFloat.lessOrEqual(DOUBLE, a, b, r.flags()) ? 1 : 0;
      default -> throw new IllegalStateException(op + " is no floating-point operator");
    };
  }

  private static long convert(IrOp op, long a, Rounding r) {
    return switch (op) {
      case FCVT_F32_F64 -> FloatConversions.convert(SINGLE, DOUBLE, a, r);
      case FCVT_F64_F32 -> FloatConversions.convert(DOUBLE, SINGLE, a, r);
      case FCVT_F32_I32 -> FloatConversions.toSigned(SINGLE, a, 32, r);
      case FCVT_F32_U32 -> FloatConversions.toUnsigned(SINGLE, a, 32, r);
      case FCVT_F32_I64 -> FloatConversions.toSigned(SINGLE, a, 64, r);
      case FCVT_F32_U64 -> FloatConversions.toUnsigned(SINGLE, a, 64, r);
      case FCVT_I32_F32 -> FloatConversions.fromSigned(SINGLE, signed32(a), r);
      case FCVT_U32_F32 -> FloatConversions.fromUnsigned(SINGLE, a & SINGLE_BITS, r);
      case FCVT_I64_F32 -> FloatConversions.fromSigned(SINGLE, a, r);
      case FCVT_U64_F32 -> FloatConversions.fromUnsigned(SINGLE, a, r);
      case FCVT_F64_I32 -> FloatConversions.toSigned(DOUBLE, a, 32, r);
      case FCVT_F64_U32 -> FloatConversions.toUnsigned(DOUBLE, a, 32, r);
      case FCVT_F64_I64 -> FloatConversions.toSigned(DOUBLE, a, 64, r);
      case FCVT_F64_U64 -> FloatConversions.toUnsigned(DOUBLE, a, 64, r);
      case FCVT_I32_F64 -> FloatConversions.fromSigned(DOUBLE, signed32(a), r);
      case FCVT_U32_F64 -> FloatConversions.fromUnsigned(DOUBLE, a & SINGLE_BITS, r);
      case FCVT_I64_F64 -> FloatConversions.fromSigned(DOUBLE, a, r);
      case FCVT_U64_F64 -> FloatConversions.fromUnsigned(DOUBLE, a, r);
      default -> throw new IllegalStateException(op + " is no conversion");
    };
  }

  private static long signed32(long value) {
    return (int) value;
  }

  /** The floating-point operators that raise no flags. */
  static long pure(IrOp op, long a) {
    return switch (op) {
      case FCLASS_32 -> SoftFloat.classify(SINGLE, a);
      case FCLASS_64 -> SoftFloat.classify(DOUBLE, a);
      case FUNBOX_32 -> a >>> 32 == SINGLE_BITS ? a & SINGLE_BITS : SINGLE_NAN;
      default -> throw new IllegalStateException(op + " is not handled");
    };
  }
}
