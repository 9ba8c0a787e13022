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
  private static final FloatFormat HALF = FloatFormat.HALF;
  private static final FloatFormat SINGLE = FloatFormat.SINGLE;
  private static final FloatFormat DOUBLE = FloatFormat.DOUBLE;
  private static final int DYNAMIC = 7;
  private static final int TELL_INEXACT = 8;
  private static final long HALF_NAN = 0x7E00L;
  private static final long SINGLE_NAN = 0x7FC00000L;
  private static final long HALF_BITS = 0xFFFFL;
  private static final long SINGLE_BITS = 0xFFFFFFFFL;

  /** By operator: the format that the name ends in. */
  private static final FloatFormat[] FORMATS = formats();

  private final CpuState state;
  private final GuestCpu cpu;
  private final FloatFlags flags = new FloatFlags();
  private final Rounding[] roundings = new Rounding[DYNAMIC + 1];

  FloatOperators(CpuState state, GuestCpu cpu) {
    this.state = state;
    this.cpu = cpu;
    for (int mode = 0; mode < roundings.length; mode++) {
      roundings[mode] = new Rounding(mode, flags);
    }
  }

  private static FloatFormat[] formats() {
    IrOp[] operators = IrOp.values();
    FloatFormat[] formats = new FloatFormat[operators.length];
    for (int i = 0; i < formats.length; i++) {
      String name = operators[i].name();
      formats[i] = name.endsWith("16") ? HALF : name.endsWith("32") ? SINGLE : DOUBLE;
    }
    return formats;
  }

  /**
   * The low half of {@code imm} is the rounding mode, the high half the state offset of a third
   * source.
   */
  long execute(IrOp op, long a, long b, long imm) {
    int mode = (int) imm & 7;
    Rounding rounding = roundings[mode == DYNAMIC ? cpu.dynamicRounding() & 7 : mode];
    FloatFormat format = FORMATS[op.ordinal()];
    flags.clear();
    long result =
        switch (op) {
          case FMADD_16, FMADD_32, FMADD_64 -> {
            long c = RawMemory.getLong(state.address() + (imm >>> 32));
            yield SoftFloat.fusedMultiplyAdd(format, a, b, c, rounding);
          }
          case FROUND_16, FROUND_32, FROUND_64 ->
              FloatConversions.toIntegral(format, a, (imm & TELL_INEXACT) != 0, rounding);
          case FADD_16, FADD_32, FADD_64 -> SoftFloat.add(format, a, b, rounding);
          case FSUB_16, FSUB_32, FSUB_64 -> SoftFloat.subtract(format, a, b, rounding);
          case FMUL_16, FMUL_32, FMUL_64 -> SoftFloat.multiply(format, a, b, rounding);
          case FDIV_16, FDIV_32, FDIV_64 -> SoftFloat.divide(format, a, b, rounding);
          case FSQRT_16, FSQRT_32, FSQRT_64 -> SoftFloat.squareRoot(format, a, rounding);
          default -> unrounded(op, a, b, rounding);
        };
    state.setFloatFlags(state.floatFlags() | flags.bits());
    return result;
  }

  /** The operators that compare and choose; what is left are conversions. */
  private static long unrounded(IrOp op, long a, long b, Rounding rounding) {
    FloatFormat format = FORMATS[op.ordinal()];
    FloatFlags flags = rounding.flags();
    return switch (op) {
      case FMIN_16, FMIN_32, FMIN_64 -> SoftFloat.minimum(format, a, b, flags);
      case FMAX_16, FMAX_32, FMAX_64 -> SoftFloat.maximum(format, a, b, flags);
      case FMIN_NAN_16, FMIN_NAN_32, FMIN_NAN_64 -> SoftFloat.minimumOrNaN(format, a, b, flags);
      case FMAX_NAN_16, FMAX_NAN_32, FMAX_NAN_64 -> SoftFloat.maximumOrNaN(format, a, b, flags);
      case FEQ_16, FEQ_32, FEQ_64 -> SoftFloat.equal(format, a, b, flags) ? 1 : 0;
      case FLT_16, FLT_32, FLT_64 -> SoftFloat.less(format, a, b, flags) ? 1 : 0;
      case FLE_16, FLE_32, FLE_64 -> SoftFloat.lessOrEqual(format, a, b, flags) ? 1 : 0;
      case FLT_QUIET_16, FLT_QUIET_32, FLT_QUIET_64 ->
          SoftFloat.lessQuiet(format, a, b, flags) ? 1 : 0;
      case FLE_QUIET_16, FLE_QUIET_32, FLE_QUIET_64 ->
          SoftFloat.lessOrEqualQuiet(format, a, b, flags) ? 1 : 0;
      default -> convert(op, a, rounding);
    };
  }

  private static long convert(IrOp op, long a, Rounding r) {
    return switch (op) {
      case FCVT_F16_F32 -> FloatConversions.convert(HALF, SINGLE, a, r);
      case FCVT_F16_F64 -> FloatConversions.convert(HALF, DOUBLE, a, r);
      case FCVT_F32_F16 -> FloatConversions.convert(SINGLE, HALF, a, r);
      case FCVT_F64_F16 -> FloatConversions.convert(DOUBLE, HALF, a, r);
      case FCVT_F32_F64 -> FloatConversions.convert(SINGLE, DOUBLE, a, r);
      case FCVT_F64_F32 -> FloatConversions.convert(DOUBLE, SINGLE, a, r);
      case FCVT_F16_I32 -> FloatConversions.toSigned(HALF, a, 32, r);
      case FCVT_F16_U32 -> FloatConversions.toUnsigned(HALF, a, 32, r);
      case FCVT_F16_I64 -> FloatConversions.toSigned(HALF, a, 64, r);
      case FCVT_F16_U64 -> FloatConversions.toUnsigned(HALF, a, 64, r);
      case FCVT_F32_I32 -> FloatConversions.toSigned(SINGLE, a, 32, r);
      case FCVT_F32_U32 -> FloatConversions.toUnsigned(SINGLE, a, 32, r);
      case FCVT_F32_I64 -> FloatConversions.toSigned(SINGLE, a, 64, r);
      case FCVT_F32_U64 -> FloatConversions.toUnsigned(SINGLE, a, 64, r);
      case FCVT_F64_I32 -> FloatConversions.toSigned(DOUBLE, a, 32, r);
      case FCVT_F64_U32 -> FloatConversions.toUnsigned(DOUBLE, a, 32, r);
      case FCVT_F64_I64 -> FloatConversions.toSigned(DOUBLE, a, 64, r);
      case FCVT_F64_U64 -> FloatConversions.toUnsigned(DOUBLE, a, 64, r);
      case FCVT_MODULAR_F64_I32 -> FloatConversions.toSignedModular(DOUBLE, a, r.flags());
      default -> fromInteger(op, a, r);
    };
  }

  private static long fromInteger(IrOp op, long a, Rounding r) {
    FloatFormat to = FORMATS[op.ordinal()];
    return switch (op) {
      case FCVT_I32_F16, FCVT_I32_F32, FCVT_I32_F64 -> FloatConversions.fromSigned(to, (int) a, r);
      case FCVT_U32_F16, FCVT_U32_F32, FCVT_U32_F64 ->
          FloatConversions.fromUnsigned(to, a & SINGLE_BITS, r);
      case FCVT_I64_F16, FCVT_I64_F32, FCVT_I64_F64 -> FloatConversions.fromSigned(to, a, r);
      case FCVT_U64_F16, FCVT_U64_F32, FCVT_U64_F64 -> FloatConversions.fromUnsigned(to, a, r);
      default -> throw new IllegalStateException(op + " is no floating-point operator");
    };
  }

  /** The floating-point operators that raise no flags. */
  static long pure(IrOp op, long a) {
    return switch (op) {
      case FCLASS_16 -> SoftFloat.classify(HALF, a);
      case FCLASS_32 -> SoftFloat.classify(SINGLE, a);
      case FCLASS_64 -> SoftFloat.classify(DOUBLE, a);
      case FUNBOX_16 -> a >> 16 == -1 ? a & HALF_BITS : HALF_NAN;
      case FUNBOX_32 -> a >>> 32 == SINGLE_BITS ? a & SINGLE_BITS : SINGLE_NAN;
      default -> throw new IllegalStateException(op + " is not handled");
    };
  }
}
