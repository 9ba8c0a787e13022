package org.javisor.engine.softfp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.javisor.engine.softfp.ExactOracle.Answer;
import org.javisor.engine.softfp.ExactOracle.Ratio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation in every mode against exact rationals: result bits and all flags. */
class SoftFloatExactTest {
  private static final int CASES = 4_000;
  private static final long SEED = 20261124;
  private static final int MODES = RoundingMode.values().length;

  private final Random random = new Random(SEED);
  private final FloatFlags flags = new FloatFlags();

  private static ExactOracle oracle(FloatFormat f) {
    return switch (f) {
      case HALF -> ExactOracle.HALF;
      case SINGLE -> ExactOracle.SINGLE;
      case DOUBLE -> ExactOracle.DOUBLE;
    };
  }

  /** Runs of equal bits are where ties and carries are. */
  private long fraction(int bits) {
    long mask = (1L << bits) - 1;
    long value = random.nextLong() & mask;
    return switch (random.nextInt(4)) {
      case 0 -> value;
      case 1 -> mask << random.nextInt(bits) & mask;
      case 2 -> mask >>> random.nextInt(bits);
      default -> (1L << random.nextInt(bits)) ^ (random.nextBoolean() ? mask : 0);
    };
  }

  /** A finite number that is not zero, its exponent field near {@code field}. */
  private long near(FloatFormat f, int field, int spread) {
    int fractionBits = oracle(f).precision() - 1;
    int largest = (1 << oracle(f).exponentBits()) - 2;
    int wanted = field + random.nextInt(2 * spread + 1) - spread;
    long exponent = Math.clamp(wanted, 0, largest);
    long fraction = fraction(fractionBits);
    long magnitude = exponent << fractionBits | (exponent == 0 ? Math.max(fraction, 1) : fraction);
    return magnitude | (random.nextBoolean() ? 1L << (fractionBits + exponentBits(f)) : 0);
  }

  private static int exponentBits(FloatFormat f) {
    return oracle(f).exponentBits();
  }

  private int anyField(FloatFormat f) {
    int largest = (1 << exponentBits(f)) - 2;
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> largest;
      case 2 -> largest / 2;
      default -> random.nextInt(largest + 1);
    };
  }

  private long any(FloatFormat f) {
    return near(f, anyField(f), 3);
  }

  private void check(Answer expected, int mode, ToLongFunction<Rounding> operation, long... of) {
    flags.clear();
    long bits = operation.applyAsLong(new Rounding(mode, flags));
    assertEquals(
        expected,
        new Answer(bits, flags.bits()),
        () -> {
          StringBuilder text = new StringBuilder("seed " + SEED + " mode " + mode);
          for (long operand : of) {
            text.append(" 0x").append(Long.toHexString(operand));
          }
          return text.toString();
        });
  }

  private static Answer sum(FloatFormat f, Ratio exact, int mode) {
    if (exact.numerator().signum() == 0) {
      return new Answer(f.zero(mode == RoundingMode.DOWN.ordinal()), 0);
    }
    return oracle(f).round(exact, mode);
  }

  @ParameterizedTest
  @EnumSource
  void sumsAndDifferences(FloatFormat f) {
    for (int i = 0; i < CASES; i++) {
      int field = anyField(f);
      long a = near(f, field, 2);
      long b = near(f, field, random.nextBoolean() ? 2 : 70);
      Ratio x = oracle(f).ratio(a);
      Ratio y = oracle(f).ratio(b);
      for (int mode = 0; mode < MODES; mode++) {
        check(sum(f, x.plus(y), mode), mode, r -> SoftFloat.add(f, a, b, r), a, b);
        Ratio difference = x.plus(y.negate());
        check(sum(f, difference, mode), mode, r -> SoftFloat.subtract(f, a, b, r), a, b);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsAndQuotients(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    for (int i = 0; i < CASES; i++) {
      long a = any(f);
      // Often a partner that brings the result to the edge of the range.
      long b = random.nextBoolean() ? any(f) : near(f, one, oracle(f).precision() + 2);
      Ratio x = oracle(f).ratio(a);
      Ratio y = oracle(f).ratio(b);
      for (int mode = 0; mode < MODES; mode++) {
        Answer product = oracle(f).round(x.times(y), mode);
        check(product, mode, r -> SoftFloat.multiply(f, a, b, r), a, b);
        Answer quotient = oracle(f).round(x.times(y.inverse()), mode);
        check(quotient, mode, r -> SoftFloat.divide(f, a, b, r), a, b);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsAtTheEdgeOfTheSmallestNumbers(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    for (int i = 0; i < CASES; i++) {
      int field = one / 2 + random.nextInt(one);
      long a = near(f, field, 1);
      long b = near(f, one - field, 3);
      Ratio exact = oracle(f).ratio(a).times(oracle(f).ratio(b));
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = oracle(f).round(exact, mode);
        check(expected, mode, r -> SoftFloat.multiply(f, a, b, r), a, b);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fusedSumsAreRoundedOnce(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    int precision = oracle(f).precision();
    for (int i = 0; i < CASES; i++) {
      int first = anyField(f);
      int second = random.nextBoolean() ? anyField(f) : one;
      long a = near(f, first, 2);
      long b = near(f, second, 2);
      long c = near(f, first + second - one, random.nextBoolean() ? 3 : 3 * precision);
      Ratio exact = oracle(f).ratio(a).times(oracle(f).ratio(b)).plus(oracle(f).ratio(c));
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = sum(f, exact, mode);
        check(expected, mode, r -> SoftFloat.fusedMultiplyAdd(f, a, b, c, r), a, b, c);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fusedSumsThatCancelKeepTheProductsTail(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    for (int i = 0; i < CASES; i++) {
      int second = random.nextInt(8) == 0 ? anyField(f) : one;
      long a = near(f, anyField(f), 2);
      long b = near(f, second, 2);
      flags.clear();
      long product = SoftFloat.multiply(f, a, b, new Rounding(random.nextInt(MODES), flags));
      if (f.isInfinite(product) || f.isZero(product)) {
        continue;
      }
      long c = f.negate(product) + random.nextInt(3) - 1;
      if (f.isInfinite(c) || f.isZero(c) || f.isNaN(c)) {
        continue;
      }
      Ratio exact = oracle(f).ratio(a).times(oracle(f).ratio(b)).plus(oracle(f).ratio(c));
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = sum(f, exact, mode);
        check(expected, mode, r -> SoftFloat.fusedMultiplyAdd(f, a, b, c, r), a, b, c);
      }
    }
  }

  /** Products just below the smallest normal number: those that round up to it are not tiny. */
  @ParameterizedTest
  @EnumSource
  void tininessIsToldAfterRounding(FloatFormat f) {
    int fractionBits = oracle(f).precision() - 1;
    long one = (1L << exponentBits(f)) / 2 - 1;
    for (int j = 1; j <= fractionBits; j++) {
      // (1 + 2^-j) * (2 - 2^(1-j)) is 2 - 2^(1-2j).
      long a = one / 2 << fractionBits | 1L << (fractionBits - j);
      long ones = (1L << fractionBits) - (1L << (fractionBits - j + 1));
      long b = one - one / 2 << fractionBits | Math.max(ones, 0);
      long opposite = f.negate(b);
      Ratio exact = oracle(f).ratio(a).times(oracle(f).ratio(b));
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = oracle(f).round(exact, mode);
        check(expected, mode, r -> SoftFloat.multiply(f, a, b, r), a, b);
        Answer mirrored = oracle(f).round(exact.negate(), mode);
        check(mirrored, mode, r -> SoftFloat.multiply(f, a, opposite, r), a, opposite);
      }
    }
  }

  /** (x + 1) * (x^2 - x + 1) is x^3 + 1: a lone bit, far below, decides the tie. */
  @Test
  void aTieIsBrokenByTheProductsLastBit() {
    FloatFormat f = FloatFormat.DOUBLE;
    long a = Double.doubleToRawLongBits(1 + 0x1p-26);
    long b = Double.doubleToRawLongBits(1 - 0x1p-26 + 0x1p-52);
    for (double addend : new double[] {0x1p53, -0x1p53, 0x1p54 - 2, 2 - 0x1p54}) {
      long c = Double.doubleToRawLongBits(addend);
      Ratio exact = oracle(f).ratio(a).times(oracle(f).ratio(b)).plus(oracle(f).ratio(c));
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = oracle(f).round(exact, mode);
        check(expected, mode, r -> SoftFloat.fusedMultiplyAdd(f, a, b, c, r), a, b, c);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void roots(FloatFormat f) {
    for (int i = 0; i < CASES; i++) {
      long any = any(f);
      long a = f.isNegative(any) ? f.negate(any) : any;
      Ratio root = oracle(f).ratio(a).root();
      for (int mode = 0; mode < MODES; mode++) {
        Answer expected = oracle(f).round(root, mode);
        check(expected, mode, r -> SoftFloat.squareRoot(f, a, r), a);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void betweenFormats(FloatFormat from) {
    int one = (1 << exponentBits(from)) / 2 - 1;
    for (FloatFormat to : FloatFormat.values()) {
      // Around the ends of a smaller format, too.
      int largest = (1 << exponentBits(to)) / 2 - 1;
      int[] edges = {0, largest, 1 - largest, 2 - largest - oracle(to).precision()};
      for (int i = 0; i < CASES; i++) {
        int field = one + edges[random.nextInt(edges.length)];
        long a = to.compareTo(from) >= 0 ? any(from) : near(from, field, 2);
        Ratio exact = oracle(from).ratio(a);
        for (int mode = 0; mode < MODES; mode++) {
          Answer expected = oracle(to).round(exact, mode);
          check(expected, mode, r -> FloatConversions.convert(from, to, a, r), a);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void toIntegralValues(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    BigInteger limit = BigInteger.ONE.shiftLeft(one + 2);
    for (int i = 0; i < CASES; i++) {
      long a =
          random.nextInt(8) == 0 ? any(f) : near(f, one + random.nextInt(oracle(f).precision()), 2);
      Ratio exact = oracle(f).ratio(a);
      for (int mode = 0; mode < MODES; mode++) {
        int flags = ExactOracle.toInteger(exact, mode, limit.negate(), limit).flags();
        long bits = integral(f, exact, mode);
        check(new Answer(bits, flags), mode, r -> FloatConversions.toIntegral(f, a, true, r), a);
        check(new Answer(bits, 0), mode, r -> FloatConversions.toIntegral(f, a, false, r), a);
      }
    }
  }

  private static long integral(FloatFormat f, Ratio exact, int mode) {
    BigInteger value = ExactOracle.integer(exact, mode);
    if (value.signum() == 0) {
      return f.zero(exact.numerator().signum() < 0);
    }
    return oracle(f).round(new Ratio(value, BigInteger.ONE), mode).bits();
  }

  @Test
  void toIntegersModuloTheWidth() {
    FloatFormat f = FloatFormat.DOUBLE;
    int truncate = RoundingMode.TOWARD_ZERO.ordinal();
    for (int i = 0; i < CASES; i++) {
      long a = random.nextInt(8) == 0 ? any(f) : near(f, 1023 + random.nextInt(90), 1);
      Ratio exact = oracle(f).ratio(a);
      BigInteger value = ExactOracle.integer(exact, truncate);
      int flags =
          value.bitLength() > 31
              ? FloatFlags.INVALID
              : ExactOracle.toInteger(exact, truncate, value, value).flags();
      Answer expected = new Answer(value.intValue(), flags);
      check(expected, truncate, r -> FloatConversions.toSignedModular(f, a, r.flags()), a);
    }
  }

  @ParameterizedTest
  @EnumSource
  void toIntegers(FloatFormat f) {
    int one = (1 << exponentBits(f)) / 2 - 1;
    for (int i = 0; i < CASES; i++) {
      int edge = new int[] {-1, 0, 31, 32, 52, 63, 64}[random.nextInt(7)];
      long a = random.nextInt(8) == 0 ? any(f) : near(f, one + edge, 1);
      Ratio exact = oracle(f).ratio(a);
      for (int mode = 0; mode < MODES; mode++) {
        for (int width = 32; width <= 64; width += 32) {
          checkToInteger(f, a, exact, width * MODES + mode);
        }
      }
    }
  }

  private void checkToInteger(FloatFormat f, long a, Ratio exact, int widthAndMode) {
    int width = widthAndMode / MODES;
    int mode = widthAndMode % MODES;
    BigInteger half = BigInteger.ONE.shiftLeft(width - 1);
    BigInteger top = half.subtract(BigInteger.ONE);
    Answer signed = ExactOracle.toInteger(exact, mode, half.negate(), top);
    check(signed, mode, r -> FloatConversions.toSigned(f, a, width, r), a, width);
    BigInteger full = half.shiftLeft(1).subtract(BigInteger.ONE);
    Answer unsigned = ExactOracle.toInteger(exact, mode, BigInteger.ZERO, full);
    long kept = width == 64 ? unsigned.bits() : (int) unsigned.bits();
    Answer expected = new Answer(kept, unsigned.flags());
    check(expected, mode, r -> FloatConversions.toUnsigned(f, a, width, r), a, width);
  }

  @ParameterizedTest
  @EnumSource
  void fromIntegers(FloatFormat f) {
    for (int i = 0; i < CASES; i++) {
      long n = random.nextBoolean() ? -1L << random.nextInt(64) : 1L << random.nextInt(64);
      n += random.nextInt(3) - 1;
      if (random.nextBoolean()) {
        n = random.nextLong() >>> random.nextInt(64);
      }
      if (n != 0) {
        checkFromInteger(f, n);
      }
    }
  }

  private void checkFromInteger(FloatFormat f, long n) {
    BigInteger signed = BigInteger.valueOf(n);
    BigInteger unsigned = n < 0 ? signed.add(BigInteger.ONE.shiftLeft(64)) : signed;
    for (int mode = 0; mode < MODES; mode++) {
      Answer expected = oracle(f).round(new Ratio(signed, BigInteger.ONE), mode);
      check(expected, mode, r -> FloatConversions.fromSigned(f, n, r), n);
      Answer expectedUnsigned = oracle(f).round(new Ratio(unsigned, BigInteger.ONE), mode);
      check(expectedUnsigned, mode, r -> FloatConversions.fromUnsigned(f, n, r), n);
    }
  }
}
