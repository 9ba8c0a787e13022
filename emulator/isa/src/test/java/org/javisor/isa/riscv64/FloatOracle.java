package org.javisor.isa.riscv64;

import java.math.BigInteger;

/**
 * IEEE 754 in exact arithmetic on big integers: an unpacked number is ±magnitude × 2^exponent, the
 * magnitude's last bit standing for everything below it where a quotient or a root does not end.
 */
record FloatOracle(int precision, int exponentBits) {
  static final FloatOracle HALF = new FloatOracle(11, 5);
  static final FloatOracle SINGLE = new FloatOracle(24, 8);
  static final FloatOracle DOUBLE = new FloatOracle(53, 11);

  static final int INEXACT = 1;
  static final int UNDERFLOW = 2;
  static final int OVERFLOW = 4;
  static final int DIVIDE_BY_ZERO = 8;
  static final int INVALID = 16;

  private static final int FAR = 400;

  /** Bits (or an integer) and the flags that come with them. */
  record Answer(long bits, int flags) {}

  /** A number that is not a NaN and not infinite. */
  record Exact(boolean negative, BigInteger magnitude, int exponent) {
    boolean isZero() {
      return magnitude.signum() == 0;
    }

    Exact negate() {
      return new Exact(!negative, magnitude, exponent);
    }

    private BigInteger at(int unit) {
      BigInteger size = magnitude.shiftLeft(exponent - unit);
      return negative ? size.negate() : size;
    }

    Exact plus(Exact other) {
      int unit = Math.min(exponent, other.exponent);
      BigInteger sum = at(unit).add(other.at(unit));
      return new Exact(sum.signum() < 0, sum.abs(), unit);
    }

    Exact times(Exact other) {
      return new Exact(
          negative != other.negative,
          magnitude.multiply(other.magnitude),
          exponent + other.exponent);
    }

    Exact dividedBy(Exact other) {
      BigInteger[] parts = magnitude.shiftLeft(FAR).divideAndRemainder(other.magnitude);
      return new Exact(
          negative != other.negative,
          sticky(parts[0], parts[1].signum() != 0),
          exponent - other.exponent - FAR - 1);
    }

    Exact root() {
      int odd = exponent & 1;
      BigInteger[] parts = magnitude.shiftLeft(FAR + odd).sqrtAndRemainder();
      return new Exact(
          false, sticky(parts[0], parts[1].signum() != 0), (exponent - odd - FAR) / 2 - 1);
    }

    private static BigInteger sticky(BigInteger value, boolean more) {
      BigInteger doubled = value.shiftLeft(1);
      return more ? doubled.add(BigInteger.ONE) : doubled;
    }

    /** Rounded to a multiple of 2^unit, in those units. */
    BigInteger roundedTo(int unit, int mode) {
      if (exponent >= unit) {
        return magnitude.shiftLeft(exponent - unit);
      }
      int drop = unit - exponent;
      BigInteger kept = magnitude.shiftRight(drop);
      BigInteger rest = magnitude.subtract(kept.shiftLeft(drop));
      int half = rest.compareTo(BigInteger.ONE.shiftLeft(drop - 1));
      boolean up =
          switch (mode) {
            case 0 -> half > 0 || half == 0 && kept.testBit(0);
            case 1 -> false;
            case 2 -> negative && rest.signum() != 0;
            case 3 -> !negative && rest.signum() != 0;
            default -> half >= 0;
          };
      return up ? kept.add(BigInteger.ONE) : kept;
    }

    boolean isMultipleOf(int unit) {
      return exponent >= unit || isZero() || magnitude.getLowestSetBit() >= unit - exponent;
    }
  }

  private int fractionBits() {
    return precision - 1;
  }

  private int bias() {
    return (1 << (exponentBits - 1)) - 1;
  }

  int width() {
    return precision + exponentBits;
  }

  long infinity(boolean negative) {
    return sign(negative) | ((1L << exponentBits) - 1) << fractionBits();
  }

  long nan() {
    return infinity(false) | 1L << (fractionBits() - 1);
  }

  long zero(boolean negative) {
    return sign(negative);
  }

  private long sign(boolean negative) {
    return negative ? 1L << (width() - 1) : 0;
  }

  boolean isNegative(long bits) {
    return (bits >>> (width() - 1) & 1) != 0;
  }

  private long magnitudeBits(long bits) {
    return bits & (1L << (width() - 1)) - 1;
  }

  boolean isNan(long bits) {
    return magnitudeBits(bits) > infinity(false);
  }

  boolean isSignalling(long bits) {
    return isNan(bits) && (bits >>> (fractionBits() - 1) & 1) == 0;
  }

  boolean isInfinite(long bits) {
    return magnitudeBits(bits) == infinity(false);
  }

  boolean isZero(long bits) {
    return magnitudeBits(bits) == 0;
  }

  boolean isSubnormal(long bits) {
    return magnitudeBits(bits) != 0 && magnitudeBits(bits) >>> fractionBits() == 0;
  }

  /** The number that finite bits stand for. */
  Exact exact(long bits) {
    long magnitude = magnitudeBits(bits);
    int field = (int) (magnitude >>> fractionBits());
    long fraction = magnitude & (1L << fractionBits()) - 1;
    long significand = field == 0 ? fraction : fraction | 1L << fractionBits();
    int exponent = Math.max(field, 1) - bias() - fractionBits();
    return new Exact(isNegative(bits), BigInteger.valueOf(significand), exponent);
  }

  /** The format's number for {@code exact}; an exact zero has the sign that it says. */
  Answer round(Exact exact, int mode) {
    if (exact.isZero()) {
      return new Answer(zero(exact.negative()), 0);
    }
    int top = exact.magnitude().bitLength() - 1 + exact.exponent();
    int smallest = 1 - bias();
    int unit = Math.max(top, smallest) - fractionBits();
    BigInteger value = exact.roundedTo(unit, mode);
    int flags = exact.isMultipleOf(unit) ? 0 : INEXACT;
    int freeUnit = top - fractionBits();
    int freeTop = exact.roundedTo(freeUnit, mode).bitLength() - 1 + freeUnit;
    if (flags != 0 && freeTop < smallest) {
      flags |= UNDERFLOW;
    }
    if (value.bitLength() - 1 + unit > bias()) {
      return new Answer(overflow(exact.negative(), mode), OVERFLOW | INEXACT);
    }
    // A leading bit adds one to the exponent field, and so does a carry.
    long field = unit + fractionBits() + bias() - 1;
    BigInteger bits = BigInteger.valueOf(field).shiftLeft(fractionBits()).add(value);
    return new Answer(sign(exact.negative()) | bits.longValueExact(), flags);
  }

  private long overflow(boolean negative, int mode) {
    boolean toInfinity =
        switch (mode) {
          case 0, 4 -> true;
          case 1 -> false;
          case 2 -> negative;
          default -> !negative;
        };
    return toInfinity ? infinity(negative) : infinity(negative) - 1;
  }

  /** The integer for {@code bits}, kept between the limits. */
  Answer toInteger(long bits, int mode, BigInteger least, BigInteger most) {
    if (isNan(bits)) {
      return new Answer(most.longValue(), INVALID);
    }
    if (isInfinite(bits)) {
      return new Answer((isNegative(bits) ? least : most).longValue(), INVALID);
    }
    Exact exact = exact(bits);
    BigInteger size = exact.roundedTo(0, mode);
    BigInteger value = exact.negative() ? size.negate() : size;
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      return new Answer((value.signum() < 0 ? least : most).longValue(), INVALID);
    }
    return new Answer(value.longValue(), exact.isMultipleOf(0) ? 0 : INEXACT);
  }
}
