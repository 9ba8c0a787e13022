package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * What F and D have in common: operands of either width, NaN boxing, rounding modes, the state that
 * mstatus.FS tracks.
 *
 * <p>Spec: [RISCV-UNPRIV] 20.2 (NaN boxing 21.2), 20.2 (rounding modes), [RISCV-PRIV] 3.1.6.6 (FS).
 */
final class FloatEmitter {
  private static final int LAST_STATIC = 4;
  private static final long BOX = 0xFFFFFFFF00000000L;

  private FloatEmitter() {}

  /** Operand widths. */
  enum Width {
    SINGLE(0x80000000L),
    DOUBLE(0x8000000000000000L);

    private final long signBit;

    Width(long signBit) {
      this.signBit = signBit;
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

  /** Likewise, for instructions with a rounding mode. */
  private static boolean enabledWithRounding(Emitter e) {
    int mode = e.roundingMode();
    if (mode > LAST_STATIC && mode != Emitter.DYNAMIC) {
      e.illegal();
      return false;
    }
    if (!enabled(e)) {
      return false;
    }
    if (mode == Emitter.DYNAMIC && Mode.roundingReserved(e.mode())) {
      e.illegal();
      return false;
    }
    return true;
  }

  private static int source(Emitter e, Width width, int number) {
    int slot = Emitter.FLOAT + number;
    if (width == Width.DOUBLE) {
      return slot;
    }
    int value = e.ir().temp();
    e.ir().unary(IrOp.FUNBOX_32, value, slot);
    return value;
  }

  private static void result(Emitter e, Width width, int value) {
    int slot = Emitter.FLOAT + e.rd();
    if (width == Width.SINGLE) {
      e.ir().binary(IrOp.OR, slot, value, e.constant(BOX));
    } else {
      e.ir().unary(IrOp.MOV, slot, value);
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
      e.ir().load(width == Width.SINGLE ? IrOp.LD32_U : IrOp.LD64, value, e.xs1(), e.immI());
      result(e, width, value);
    }
  }

  static void store(Emitter e, Width width) {
    if (enabled(e)) {
      IrOp op = width == Width.SINGLE ? IrOp.ST32 : IrOp.ST64;
      e.ir().store(op, e.xs1(), e.immS(), Emitter.FLOAT + e.rs2());
    }
  }

  static void binary(Emitter e, Width width, IrOp op) {
    if (enabledWithRounding(e)) {
      int value = e.ir().temp();
      int a = source(e, width, e.rs1());
      int b = source(e, width, e.rs2());
      e.ir().binary(op, value, a, b, e.rounding());
      result(e, width, value);
    }
  }

  static void squareRoot(Emitter e, Width width) {
    if (enabledWithRounding(e)) {
      int value = e.ir().temp();
      IrOp op = width == Width.SINGLE ? IrOp.FSQRT_32 : IrOp.FSQRT_64;
      e.ir().unary(op, value, source(e, width, e.rs1()), e.rounding());
      result(e, width, value);
    }
  }

  /** ±(rs1 × rs2) ± rs3, rounded once: the signs of operands are flipped before. */
  static void fused(Emitter e, Width width, boolean negateProduct, boolean negateAddend) {
    if (enabledWithRounding(e)) {
      int a = source(e, width, e.rs1());
      int b = source(e, width, e.rs2());
      int c = source(e, width, e.rs3());
      int value = e.ir().temp();
      IrOp op = width == Width.SINGLE ? IrOp.FMADD_32 : IrOp.FMADD_64;
      int first = negateProduct ? negated(e, width, a) : a;
      int third = negateAddend ? negated(e, width, c) : c;
      e.ir().ternary(op, value, first, b, third, e.rounding());
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
      IrOp op = width == Width.SINGLE ? IrOp.FCLASS_32 : IrOp.FCLASS_64;
      e.ir().unary(op, e.xd(), source(e, width, e.rs1()));
    }
  }

  static void toInteger(Emitter e, Width width, IrOp op) {
    if (enabledWithRounding(e)) {
      int value = e.ir().temp();
      e.ir().unary(op, value, source(e, width, e.rs1()), e.rounding());
      integerResult(e, value);
    }
  }

  static void fromInteger(Emitter e, Width width, IrOp op) {
    if (enabledWithRounding(e)) {
      int value = e.ir().temp();
      e.ir().unary(op, value, e.xs1(), e.rounding());
      result(e, width, value);
    }
  }

  static void convert(Emitter e, Width from, Width to) {
    if (enabledWithRounding(e)) {
      int value = e.ir().temp();
      IrOp op = from == Width.SINGLE ? IrOp.FCVT_F32_F64 : IrOp.FCVT_F64_F32;
      e.ir().unary(op, value, source(e, from, e.rs1()), e.rounding());
      result(e, to, value);
    }
  }

  /** The bits as they are, a single's sign-extended, boxed or not. */
  static void moveToInteger(Emitter e, Width width) {
    if (enabled(e)) {
      IrOp op = width == Width.SINGLE ? IrOp.EXT32_S : IrOp.MOV;
      e.ir().unary(op, e.xd(), Emitter.FLOAT + e.rs1());
    }
  }

  static void moveFromInteger(Emitter e, Width width) {
    if (enabled(e)) {
      result(e, width, e.xs1());
    }
  }
}
