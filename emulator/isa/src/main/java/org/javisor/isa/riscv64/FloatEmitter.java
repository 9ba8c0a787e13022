package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * What F, D and Zfh have in common: operands of each width, NaN boxing, rounding modes, the state
 * that mstatus.FS tracks.
 *
 * <p>Spec: [RISCV-UNPRIV] 20.2 (NaN boxing 21.2), 20.2 (rounding modes), [RISCV-PRIV] 3.1.6.6 (FS).
 */
final class FloatEmitter {
  private static final int LAST_STATIC = 4;
  private static final int ILLEGAL = -1;
  private static final int TELL_INEXACT = 8;

  private FloatEmitter() {}

  /** Operand widths: the sign bit, and the bits that are set above a value in a register. */
  enum Width {
    HALF(0x8000L, 0xFFFFFFFFFFFF0000L),
    SINGLE(0x80000000L, 0xFFFFFFFF00000000L),
    DOUBLE(0x8000000000000000L, 0);

    private final long signBit;
    private final long box;

    Width(long signBit, long box) {
      this.signBit = signBit;
      this.box = box;
    }
  }

  /** What sign injection does with the second operand's sign. */
  enum Sign {
    COPY,
    NEGATE,
    MULTIPLY
  }

  /** Whether the instruction may be executed; emits the trap when not. */
  private static boolean enabled(Emitter e) {
    if (Mode.floatOff(e.mode())) {
      e.illegal();
      return false;
    }
    return true;
  }

  /** Likewise, for instructions with a rounding mode: the mode, or {@link #ILLEGAL}. */
  private static int enabledRounding(Emitter e) {
    int mode = e.roundingMode();
    boolean reserved =
        mode == Emitter.DYNAMIC ? Mode.roundingReserved(e.mode()) : mode > LAST_STATIC;
    if (reserved || Mode.floatOff(e.mode())) {
      e.illegal();
      return ILLEGAL;
    }
    return e.rounding();
  }

  private static int source(Emitter e, Width width, int number) {
    int slot = Emitter.FLOAT + number;
    if (width == Width.DOUBLE) {
      return slot;
    }
    int value = e.ir().temp();
    e.ir().unary(width == Width.HALF ? IrOp.FUNBOX_16 : IrOp.FUNBOX_32, value, slot);
    return value;
  }

  private static void result(Emitter e, Width width, int value) {
    int slot = Emitter.FLOAT + e.rd();
    if (width == Width.DOUBLE) {
      e.ir().unary(IrOp.MOV, slot, value);
    } else {
      e.ir().binary(IrOp.OR, slot, value, e.constant(width.box));
    }
    e.ir().unary(IrOp.MOV, Emitter.FLOAT_DIRTY, e.constant(1));
  }

  /** Flags may have been raised: fcsr has changed, too. */
  private static void integerResult(Emitter e, int value) {
    e.ir().unary(IrOp.MOV, e.xd(), value);
    e.ir().unary(IrOp.MOV, Emitter.FLOAT_DIRTY, e.constant(1));
  }

  static void load(Emitter e, Width width) {
    if (enabled(e)) {
      int value = e.ir().temp();
      IrOp op =
          switch (width) {
            case HALF -> IrOp.LD16_U;
            case SINGLE -> IrOp.LD32_U;
            case DOUBLE -> IrOp.LD64;
          };
      e.ir().load(op, value, e.xs1(), e.immI());
      result(e, width, value);
    }
  }

  static void store(Emitter e, Width width) {
    if (enabled(e)) {
      IrOp op =
          switch (width) {
            case HALF -> IrOp.ST16;
            case SINGLE -> IrOp.ST32;
            case DOUBLE -> IrOp.ST64;
          };
      e.ir().store(op, e.xs1(), e.immS(), Emitter.FLOAT + e.rs2());
    }
  }

  static void binary(Emitter e, Width width, IrOp op) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      int a = source(e, width, e.rs1());
      int b = source(e, width, e.rs2());
      e.ir().binary(op, value, a, b, mode);
      result(e, width, value);
    }
  }

  static void squareRoot(Emitter e, Width width) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      IrOp op =
          switch (width) {
            case HALF -> IrOp.FSQRT_16;
            case SINGLE -> IrOp.FSQRT_32;
            case DOUBLE -> IrOp.FSQRT_64;
          };
      e.ir().unary(op, value, source(e, width, e.rs1()), mode);
      result(e, width, value);
    }
  }

  /** ±(rs1 × rs2) ± rs3, rounded once: the signs of operands are flipped before. */
  static void fused(Emitter e, Width width, boolean negateProduct, boolean negateAddend) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int a = source(e, width, e.rs1());
      int b = source(e, width, e.rs2());
      int c = source(e, width, e.rs3());
      int value = e.ir().temp();
      IrOp op =
          switch (width) {
            case HALF -> IrOp.FMADD_16;
            case SINGLE -> IrOp.FMADD_32;
            case DOUBLE -> IrOp.FMADD_64;
          };
      int first = negateProduct ? negated(e, width, a) : a;
      int third = negateAddend ? negated(e, width, c) : c;
      e.ir().ternary(op, value, first, b, third, mode);
      result(e, width, value);
    }
  }

  private static int negated(Emitter e, Width width, int value) {
    int negated = e.ir().temp();
    e.ir().binary(IrOp.XOR, negated, value, e.constant(width.signBit));
    return negated;
  }

  static void sign(Emitter e, Width width, Sign kind) {
    if (!enabled(e)) {
      return;
    }
    IrBuilder ir = e.ir();
    int a = source(e, width, e.rs1());
    if (e.rs1() == e.rs2()) {
      ownSign(e, width, kind, a);
      return;
    }
    int b = source(e, width, e.rs2());
    int sign = ir.temp();
    int value = ir.temp();
    ir.binary(IrOp.AND, sign, b, e.constant(width.signBit));
    switch (kind) {
      case COPY -> {
        ir.binary(IrOp.AND, value, a, e.constant(width.signBit - 1));
        ir.binary(IrOp.OR, value, value, sign);
      }
      case NEGATE -> {
        ir.binary(IrOp.AND, value, a, e.constant(width.signBit - 1));
        ir.binary(IrOp.XOR, sign, sign, e.constant(width.signBit));
        ir.binary(IrOp.OR, value, value, sign);
      }
      case MULTIPLY -> ir.binary(IrOp.XOR, value, a, sign);
    }
    result(e, width, value);
  }

  /** A copy, the negative or the magnitude of {@code a}. */
  private static void ownSign(Emitter e, Width width, Sign kind, int a) {
    int value = a;
    if (kind != Sign.COPY) {
      value = e.ir().temp();
      if (kind == Sign.NEGATE) {
        e.ir().binary(IrOp.XOR, value, a, e.constant(width.signBit));
      } else {
        e.ir().binary(IrOp.AND, value, a, e.constant(width.signBit - 1));
      }
    }
    result(e, width, value);
  }

  static void minMax(Emitter e, Width width, IrOp op) {
    if (enabled(e)) {
      int value = e.ir().temp();
      e.ir().binary(op, value, source(e, width, e.rs1()), source(e, width, e.rs2()));
      result(e, width, value);
    }
  }

  static void compare(Emitter e, Width width, IrOp op) {
    if (enabled(e)) {
      int value = e.ir().temp();
      e.ir().binary(op, value, source(e, width, e.rs1()), source(e, width, e.rs2()));
      integerResult(e, value);
    }
  }

  static void classify(Emitter e, Width width) {
    if (enabled(e)) {
      IrOp op =
          switch (width) {
            case HALF -> IrOp.FCLASS_16;
            case SINGLE -> IrOp.FCLASS_32;
            case DOUBLE -> IrOp.FCLASS_64;
          };
      e.ir().unary(op, e.xd(), source(e, width, e.rs1()));
    }
  }

  static void toInteger(Emitter e, Width width, IrOp op) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      e.ir().unary(op, value, source(e, width, e.rs1()), mode);
      integerResult(e, value);
    }
  }

  static void fromInteger(Emitter e, Width width, IrOp op) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      e.ir().unary(op, value, e.xs1(), mode);
      result(e, width, value);
    }
  }

  static void convert(Emitter e, Width from, Width to) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      e.ir().unary(conversion(from, to), value, source(e, from, e.rs1()), mode);
      result(e, to, value);
    }
  }

  private static IrOp conversion(Width from, Width to) {
    return switch (from) {
      case HALF -> to == Width.SINGLE ? IrOp.FCVT_F16_F32 : IrOp.FCVT_F16_F64;
      case SINGLE -> to == Width.HALF ? IrOp.FCVT_F32_F16 : IrOp.FCVT_F32_F64;
      case DOUBLE -> to == Width.HALF ? IrOp.FCVT_F64_F16 : IrOp.FCVT_F64_F32;
    };
  }

  /** To an integral value. */
  static void round(Emitter e, Width width, boolean tellInexact) {
    int mode = enabledRounding(e);
    if (mode != ILLEGAL) {
      int value = e.ir().temp();
      IrOp op =
          switch (width) {
            case HALF -> IrOp.FROUND_16;
            case SINGLE -> IrOp.FROUND_32;
            case DOUBLE -> IrOp.FROUND_64;
          };
      int how = tellInexact ? mode | TELL_INEXACT : mode;
      e.ir().unary(op, value, source(e, width, e.rs1()), how);
      result(e, width, value);
    }
  }

  /** A constant. */
  static void immediate(Emitter e, Width width, long bits) {
    if (enabled(e)) {
      result(e, width, e.constant(bits));
    }
  }

  /** The bits as they are, a single's or a half's sign-extended, boxed or not. */
  static void moveToInteger(Emitter e, Width width) {
    if (enabled(e)) {
      IrOp op =
          switch (width) {
            case HALF -> IrOp.EXT16_S;
            case SINGLE -> IrOp.EXT32_S;
            case DOUBLE -> IrOp.MOV;
          };
      e.ir().unary(op, e.xd(), Emitter.FLOAT + e.rs1());
    }
  }

  static void moveFromInteger(Emitter e, Width width) {
    if (enabled(e)) {
      int value = e.xs1();
      if (width == Width.HALF) {
        value = e.ir().temp();
        e.ir().unary(IrOp.EXT16_U, value, e.xs1());
      }
      result(e, width, value);
    }
  }
}
