package org.javisor.engine.softfp;

import java.math.BigInteger;

/**
 * Rounds exact rational numbers to a format in the words of the standard: slow, without any of the
 * tricks of the code under test.
 */
record ExactOracle(int precision, int exponentBits) {
  static final ExactOracle HALF = new ExactOracle(11, 5);
  static final ExactOracle SINGLE = new ExactOracle(24, 8);
  static final ExactOracle DOUBLE = new ExactOracle(53, 11);

  private static final int ROOT_SCALE = 700;

  /** Bits of a result and the flags that come with it. */
  record Answer(long bits, int flags) {
    @Override
    public String toString() {
      return "0x" + Long.toHexString(bits) + " flags " + flags;
    }
  }

  /** A number: {@code numerator / denominator}; the denominator is positive. */
  record Ratio(BigInteger numerator, BigInteger denominator) {
    Ratio plus(Ratio other) {
      return new Ratio(
          numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
          denominator.multiply(other.denominator));
    }

    Ratio times(Ratio other) {
      return new Ratio(
          numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Ratio inverse() {
      return numerator.signum() < 0
          ? new Ratio(denominator.negate(), numerator.negate())
          : new Ratio(denominator, numerator);
    }

    Ratio negate() {
      return new Ratio(numerator.negate(), denominator);
    }

    /** The root, or a number between the same neighbours of any format. */
    Ratio root() {
      BigInteger[] scaled = numerator.shiftLeft(2 * ROOT_SCALE).divideAndRemainder(denominator);
      BigInteger[] root = scaled[0].sqrtAndRemainder();
      boolean exact = scaled[1].signum() == 0 && root[1].signum() == 0;
      BigInteger doubled = root[0].shiftLeft(1);
      return new Ratio(
          exact ? doubled : doubled.add(BigInteger.ONE), BigInteger.ONE.shiftLeft(ROOT_SCALE + 1));
    }

    private int compareToPowerOfTwo(int exponent) {
      BigInteger size = numerator.abs();
      return exponent >= 0
          ? size.compareTo(denominator.shiftLeft(exponent))
          : size.shiftLeft(-exponent).compareTo(denominator);
    }

    /** The greatest e with 2^e <= |this|. */
    private int exponent() {
      int estimate = numerator.abs().bitLength() - denominator.bitLength();
      return compareToPowerOfTwo(estimate) >= 0 ? estimate : estimate - 1;
    }
  }

  private int bias() {
    return (1 << (exponentBits - 1)) - 1;
  }

  /** The number that finite bits stand for. */
  Ratio ratio(long bits) {
    int field = (int) (bits >>> (precision - 1)) & (1 << exponentBits) - 1;
    long fraction = bits & (1L << (precision - 1)) - 1;
    long significand = field == 0 ? fraction : fraction | 1L << (precision - 1);
    int exponent = Math.max(field, 1) - bias() - (precision - 1);
    boolean negative = (bits >>> (precision - 1 + exponentBits) & 1) != 0;
    BigInteger value = BigInteger.valueOf(negative ? -significand : significand);
    return exponent >= 0
        ? new Ratio(value.shiftLeft(exponent), BigInteger.ONE)
        : new Ratio(value, BigInteger.ONE.shiftLeft(-exponent));
  }

  /** |exact| in units of 2^unit, rounded to an integer. */
  private static BigInteger rounded(Ratio exact, int unit, int mode) {
    BigInteger size = exact.numerator().abs();
    BigInteger[] parts =
        unit >= 0
            ? size.divideAndRemainder(exact.denominator().shiftLeft(unit))
            : size.shiftLeft(-unit).divideAndRemainder(exact.denominator());
    BigInteger divisor = unit >= 0 ? exact.denominator().shiftLeft(unit) : exact.denominator();
    int half = parts[1].shiftLeft(1).compareTo(divisor);
    boolean negative = exact.numerator().signum() < 0;
    boolean up =
        switch (RoundingMode.values()[mode]) {
          case NEAREST_EVEN -> half > 0 || (half == 0 && parts[0].testBit(0));
          case TOWARD_ZERO -> false;
          case DOWN -> negative && parts[1].signum() != 0;
          case UP -> !negative && parts[1].signum() != 0;
          case NEAREST_AWAY -> half >= 0;
        };
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }

  private static boolean isExact(Ratio exact, int unit) {
    BigInteger down = rounded(exact, unit, RoundingMode.TOWARD_ZERO.ordinal());
    BigInteger size = exact.numerator().abs();
    return unit >= 0
        ? down.multiply(exact.denominator().shiftLeft(unit)).equals(size)
        : down.multiply(exact.denominator()).equals(size.shiftLeft(-unit));
  }

  /** The format's number for {@code exact}, which is not zero. */
  Answer round(Ratio exact, int mode) {
    int smallest = 1 - bias();
    int exponent = exact.exponent();
    int unit = Math.max(exponent, smallest) - (precision - 1);
    BigInteger value = rounded(exact, unit, mode);
    boolean inexact = !isExact(exact, unit);
    // Tiny after rounding: as if the exponent had no lower bound.
    int freeUnit = exponent - (precision - 1);
    int freeExponent = rounded(exact, freeUnit, mode).bitLength() - 1 + freeUnit;
    int flags = inexact ? FloatFlags.INEXACT : 0;
    if (inexact && freeExponent < smallest) {
      flags |= FloatFlags.UNDERFLOW;
    }
    boolean negative = exact.numerator().signum() < 0;
    long sign = negative ? 1L << (precision - 1 + exponentBits) : 0;
    if (value.bitLength() - 1 + unit > bias()) {
      return new Answer(sign | overflow(negative, mode), FloatFlags.OVERFLOW | FloatFlags.INEXACT);
    }
    if (value.bitLength() < precision) {
      return new Answer(sign | value.longValueExact(), flags);
    }
    int up = value.bitLength() - precision;
    long fraction = value.shiftRight(up).longValueExact() & (1L << (precision - 1)) - 1;
    long field = unit + up + (precision - 1) + bias();
    return new Answer(sign | field << (precision - 1) | fraction, flags);
  }

  private long overflow(boolean negative, int mode) {
    long infinity = ((1L << exponentBits) - 1) << (precision - 1);
    return switch (RoundingMode.values()[mode]) {
      case NEAREST_EVEN, NEAREST_AWAY -> infinity;
      case TOWARD_ZERO -> infinity - 1;
      case DOWN -> negative ? infinity : infinity - 1;
      case UP -> negative ? infinity - 1 : infinity;
    };
  }

  /** {@code exact} rounded to an integer. */
  static BigInteger integer(Ratio exact, int mode) {
    BigInteger size = rounded(exact, 0, mode);
    return exact.numerator().signum() < 0 ? size.negate() : size;
  }

  /** The integer for {@code exact}, kept between the limits; beyond them it is invalid. */
  static Answer toInteger(Ratio exact, int mode, BigInteger least, BigInteger most) {
    BigInteger value = integer(exact, mode);
    if (value.compareTo(least) < 0) {
      return new Answer(least.longValue(), FloatFlags.INVALID);
    }
    if (value.compareTo(most) > 0) {
      return new Answer(most.longValue(), FloatFlags.INVALID);
    }
    return new Answer(value.longValue(), isExact(exact, 0) ? 0 : FloatFlags.INEXACT);
  }
}
