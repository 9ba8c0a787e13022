package org.javisor.engine.softfp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Soft float against the host's arithmetic (to nearest even) and against exact decimals (the other
 * modes, the inexact flag).
 */
class SoftFloatTest {
  private static final int CASES = 300_000;
  private static final long SEED = 20261124;
  private static final long[] SPECIAL = {
    0,
    1L << 63,
    1,
    0x000FFFFFFFFFFFFFL,
    0x0010000000000000L,
    0x3FF0000000000000L,
    0x7FEFFFFFFFFFFFFFL,
    0x7FF0000000000000L,
    0xFFF0000000000000L,
    0x7FF8000000000000L,
    0x7FF0000000000001L
  };
  private static final int[] SPECIAL_SINGLE = {
    0,
    1 << 31,
    1,
    0x007FFFFF,
    0x00800000,
    0x3F800000,
    0x7F7FFFFF,
    0x7F800000,
    0xFF800000,
    0x7FC00000,
    0x7F800001
  };

  private final Random random = new Random(SEED);
  private final FloatFlags flags = new FloatFlags();
  private final Rounding nearest = new Rounding(0, flags);

  private long anyDouble() {
    return switch (random.nextInt(8)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> Double.doubleToRawLongBits(random.nextInt(2000) - 1000);
      case 2 -> random.nextLong() & 0x800FFFFFFFFFFFFFL;
      case 3, 4 ->
          random.nextLong() & 0x800FFFFFFFFFFFFFL | (long) (1023 + random.nextInt(120) - 60) << 52;
      case 5 -> random.nextLong() & 0x800FFFFFF0000000L | (long) (1023 + random.nextInt(4)) << 52;
      default -> random.nextLong();
    };
  }

  private int anySingle() {
    return switch (random.nextInt(8)) {
      case 0 -> SPECIAL_SINGLE[random.nextInt(SPECIAL_SINGLE.length)];
      case 1 -> Float.floatToRawIntBits(random.nextInt(2000) - 1000);
      case 2 -> random.nextInt() & 0x807FFFFF;
      case 3, 4 -> random.nextInt() & 0x807FFFFF | (127 + random.nextInt(60) - 30) << 23;
      default -> random.nextInt();
    };
  }

  private static Supplier<String> about(String op, long... operands) {
    return () -> {
      StringBuilder text = new StringBuilder("seed " + SEED + ": " + op);
      for (long operand : operands) {
        text.append(" 0x").append(Long.toHexString(operand));
      }
      return text.toString();
    };
  }

  private static long canonical(double value) {
    return Double.isNaN(value) ? 0x7FF8000000000000L : Double.doubleToRawLongBits(value);
  }

  private static long canonical(float value) {
    return Float.isNaN(value) ? 0x7FC00000L : Float.floatToRawIntBits(value) & 0xFFFFFFFFL;
  }

  @Test
  void doublesAreTheHostsToNearestEven() {
    for (int i = 0; i < CASES; i++) {
      long a = anyDouble();
      long b = anyDouble();
      long c = anyDouble();
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double z = Double.longBitsToDouble(c);
      FloatFormat f = FloatFormat.DOUBLE;
      assertEquals(canonical(x + y), SoftFloat.add(f, a, b, nearest), about("add", a, b));
      assertEquals(canonical(x - y), SoftFloat.subtract(f, a, b, nearest), about("sub", a, b));
      assertEquals(canonical(x * y), SoftFloat.multiply(f, a, b, nearest), about("mul", a, b));
      assertEquals(canonical(x / y), SoftFloat.divide(f, a, b, nearest), about("div", a, b));
      assertEquals(canonical(Math.sqrt(x)), SoftFloat.squareRoot(f, a, nearest), about("sqrt", a));
      assertEquals(
          canonical(Math.fma(x, y, z)),
          SoftFloat.fusedMultiplyAdd(f, a, b, c, nearest),
          about("fma", a, b, c));
      assertEquals(
          canonical((float) x),
          FloatConversions.convert(f, FloatFormat.SINGLE, a, nearest),
          about("to single", a));
      assertEquals(x == y, SoftFloat.equal(f, a, b, flags), about("eq", a, b));
      assertEquals(x < y, SoftFloat.less(f, a, b, flags), about("lt", a, b));
      assertEquals(x <= y, SoftFloat.lessOrEqual(f, a, b, flags), about("le", a, b));
    }
  }

  @Test
  void singlesAreTheHostsToNearestEven() {
    for (int i = 0; i < CASES; i++) {
      int a = anySingle();
      int b = anySingle();
      int c = anySingle();
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float z = Float.intBitsToFloat(c);
      long la = a & 0xFFFFFFFFL;
      long lb = b & 0xFFFFFFFFL;
      FloatFormat f = FloatFormat.SINGLE;
      assertEquals(canonical(x + y), SoftFloat.add(f, la, lb, nearest), about("add", la, lb));
      assertEquals(canonical(x * y), SoftFloat.multiply(f, la, lb, nearest), about("mul", la, lb));
      assertEquals(canonical(x / y), SoftFloat.divide(f, la, lb, nearest), about("div", la, lb));
      assertEquals(
          canonical((float) Math.sqrt(x)), SoftFloat.squareRoot(f, la, nearest), about("sqrt", la));
      assertEquals(
          canonical(Math.fma(x, y, z)),
          SoftFloat.fusedMultiplyAdd(f, la, lb, c & 0xFFFFFFFFL, nearest),
          about("fma", la, lb, c));
      assertEquals(
          canonical((double) x),
          FloatConversions.convert(f, FloatFormat.DOUBLE, la, nearest),
          about("to double", la));
    }
  }

  @Test
  void otherModesAgreeWithExactSumsAndProducts() {
    for (int i = 0; i < CASES / 10; i++) {
      long a = anyDouble() & 0x800FFFFFFFFFFFFFL | (long) (1023 + random.nextInt(40) - 20) << 52;
      long b = anyDouble() & 0x800FFFFFFFFFFFFFL | (long) (1023 + random.nextInt(40) - 20) << 52;
      BigDecimal x = new BigDecimal(Double.longBitsToDouble(a));
      BigDecimal y = new BigDecimal(Double.longBitsToDouble(b));
      for (int mode = 1; mode <= 4; mode++) {
        checkExact(x.add(y), FloatOp.ADD, a, b, mode);
        checkExact(x.multiply(y), FloatOp.MULTIPLY, a, b, mode);
      }
    }
  }

  private enum FloatOp {
    ADD,
    MULTIPLY
  }

  private void checkExact(BigDecimal exact, FloatOp op, long a, long b, int mode) {
    flags.clear();
    Rounding rounding = new Rounding(mode, flags);
    long result =
        switch (op) {
          case ADD -> SoftFloat.add(FloatFormat.DOUBLE, a, b, rounding);
          case MULTIPLY -> SoftFloat.multiply(FloatFormat.DOUBLE, a, b, rounding);
        };
    double expected = rounded(exact, mode);
    Supplier<String> message = about(op + " mode " + mode, a, b);
    assertEquals(expected, Double.longBitsToDouble(result), message);
    boolean inexact = new BigDecimal(expected).compareTo(exact) != 0;
    assertEquals(inexact ? FloatFlags.INEXACT : 0, flags.bits(), message);
  }

  /** The double nearest to {@code exact} in the direction of {@code mode}. */
  private static double rounded(BigDecimal exact, int mode) {
    if (exact.signum() == 0) {
      return mode == 2
          ? -0.0
          : 0.0; // [IEEE754] 6.3: an exact zero sum is negative only when rounding down
    }
    double near = exact.doubleValue();
    int side = new BigDecimal(near).compareTo(exact);
    return switch (mode) {
      case 1 -> side != 0 && (side > 0) == (exact.signum() > 0) ? towardZero(near) : near;
      case 2 -> side > 0 ? Math.nextDown(near) : near;
      case 3 -> side < 0 ? Math.nextUp(near) : near;
      default -> awayFromZeroOnTies(exact, near);
    };
  }

  private static double towardZero(double value) {
    return value > 0 ? Math.nextDown(value) : Math.nextUp(value);
  }

  private static double awayFromZeroOnTies(BigDecimal exact, double near) {
    double further = near > 0 ? Math.nextUp(near) : Math.nextDown(near);
    BigDecimal middle =
        new BigDecimal(near).add(new BigDecimal(further)).divide(BigDecimal.valueOf(2));
    return middle.compareTo(exact) == 0 ? further : near;
  }

  @Test
  void integersSaturateAndRound() {
    FloatFormat f = FloatFormat.DOUBLE;
    for (int i = 0; i < CASES; i++) {
      long a = anyDouble();
      double x = Double.longBitsToDouble(a);
      Rounding truncate = new Rounding(1, flags);
      long expected64 = Double.isNaN(x) ? Long.MAX_VALUE : (long) x;
      long expected32 = Double.isNaN(x) ? Integer.MAX_VALUE : (int) x;
      assertEquals(expected64, FloatConversions.toSigned(f, a, 64, truncate), about("to i64", a));
      assertEquals(expected32, FloatConversions.toSigned(f, a, 32, truncate), about("to i32", a));
      long n = random.nextLong() >> random.nextInt(64);
      assertEquals(
          canonical((double) n), FloatConversions.fromSigned(f, n, nearest), about("from i64", n));
      assertEquals(
          canonical((float) n),
          FloatConversions.fromSigned(FloatFormat.SINGLE, n, nearest),
          about("from i64 to single", n));
    }
  }

  @Test
  void unsignedIntegersHaveTheirOwnRange() {
    FloatFormat f = FloatFormat.DOUBLE;
    long big = Double.doubleToRawLongBits(1.8446744073709550e19);
    assertEquals(0xFFFFFFFFFFFFF800L, FloatConversions.toUnsigned(f, big, 64, nearest));
    flags.clear();
    long minusOne = Double.doubleToRawLongBits(-1.0);
    assertEquals(0, FloatConversions.toUnsigned(f, minusOne, 64, nearest));
    assertEquals(FloatFlags.INVALID, flags.bits());
    flags.clear();
    long minusHalf = Double.doubleToRawLongBits(-0.5);
    assertEquals(0, FloatConversions.toUnsigned(f, minusHalf, 64, nearest));
    assertEquals(FloatFlags.INEXACT, flags.bits());
    assertEquals(Double.doubleToRawLongBits(0x1p64), FloatConversions.fromUnsigned(f, -1, nearest));
  }

  @Test
  void flagsTellWhatHappened() {
    FloatFormat f = FloatFormat.DOUBLE;
    long one = Double.doubleToRawLongBits(1);
    long max = Double.doubleToRawLongBits(Double.MAX_VALUE);
    assertEquals(FloatFlags.DIVIDE_BY_ZERO, flagsOf(() -> SoftFloat.divide(f, one, 0, nearest)));
    assertEquals(FloatFlags.INVALID, flagsOf(() -> SoftFloat.divide(f, 0, 0, nearest)));
    assertEquals(
        FloatFlags.OVERFLOW | FloatFlags.INEXACT,
        flagsOf(() -> SoftFloat.add(f, max, max, nearest)));
    assertEquals(
        FloatFlags.UNDERFLOW | FloatFlags.INEXACT,
        flagsOf(() -> SoftFloat.multiply(f, 1, Double.doubleToRawLongBits(0.5), nearest)));
    // Exact subnormal results do not underflow.
    assertEquals(
        0,
        flagsOf(() ->
            SoftFloat.multiply(f, 0x0010000000000000L, Double.doubleToRawLongBits(0.5), nearest)));
    assertEquals(
        FloatFlags.INVALID,
        flagsOf(() -> SoftFloat.squareRoot(f, Double.doubleToRawLongBits(-1), nearest)));
  }

  private int flagsOf(Supplier<Long> operation) {
    flags.clear();
    long _ = operation.get();
    return flags.bits();
  }
}
