package org.javisor.engine.softfp;

/**
 * An IEEE 754 binary format: taking values apart and putting rounded ones together.
 *
 * <p>A finite value that is not zero is {@code significand * 2^(exponent - 62)} with bit 62 of the
 * significand set and bit 63 clear; inexact lower bits are jammed into its bit 0.
 */
public enum FloatFormat {
  HALF(10, 5),
  SINGLE(23, 8),
  DOUBLE(52, 11);

  /** Bit 62, the leading bit of a normalised significand. */
  static final long LEADING = 1L << 62;

  private final int fractionBits;
  private final int maxExponent;
  private final int bias;
  private final long fractionMask;
  private final long signBit;

  FloatFormat(int fractionBits, int exponentBits) {
    this.fractionBits = fractionBits;
    this.maxExponent = (1 << exponentBits) - 1;
    this.bias = maxExponent >> 1;
    this.fractionMask = (1L << fractionBits) - 1;
    this.signBit = 1L << (fractionBits + exponentBits);
  }

  boolean isNegative(long bits) {
    return (bits & signBit) != 0;
  }

  private int field(long bits) {
    return (int) (bits >>> fractionBits) & maxExponent;
  }

  boolean isNaN(long bits) {
    return field(bits) == maxExponent && (bits & fractionMask) != 0;
  }

  boolean isSignalling(long bits) {
    return isNaN(bits) && (bits >>> (fractionBits - 1) & 1) == 0;
  }

  boolean isInfinite(long bits) {
    return field(bits) == maxExponent && (bits & fractionMask) == 0;
  }

  boolean isZero(long bits) {
    return (bits & (signBit - 1)) == 0;
  }

  boolean isSubnormal(long bits) {
    return field(bits) == 0 && (bits & fractionMask) != 0;
  }

  long negate(long bits) {
    return bits ^ signBit;
  }

  long nan() {
    return (long) maxExponent << fractionBits | 1L << (fractionBits - 1);
  }

  long infinity(boolean negative) {
    return sign(negative) | (long) maxExponent << fractionBits;
  }

  long zero(boolean negative) {
    return sign(negative);
  }

  private long sign(boolean negative) {
    return negative ? signBit : 0;
  }

  private long largest(boolean negative) {
    return infinity(negative) - 1;
  }

  /**
   * The bits of the format in {@code bits}, as a value that orders like the number when compared as
   * signed.
   */
  long orderKey(long bits) {
    long magnitude = bits & (signBit - 1);
    return isNegative(bits) ? -magnitude : magnitude;
  }

  /** Exponent of a finite value that is not zero. */
  int exponent(long bits) {
    int field = field(bits);
    if (field != 0) {
      return field - bias;
    }
    return 1 - bias - (fractionBits - (63 - Long.numberOfLeadingZeros(bits & fractionMask)));
  }

  /** Significand of a finite value that is not zero. */
  long significand(long bits) {
    long fraction = bits & fractionMask;
    if (field(bits) != 0) {
      return (fraction | 1L << fractionBits) << (62 - fractionBits);
    }
    return fraction << (Long.numberOfLeadingZeros(fraction) - 1);
  }

  int fractionBits() {
    return fractionBits;
  }

  /** Rounds and packs a normalised value; tininess is told after rounding. */
  long round(boolean negative, int exponent, long significand, int mode, FloatFlags flags) {
    int dropped = 62 - fractionBits;
    long mask = (1L << dropped) - 1;
    int field = exponent + bias;
    long value = significand;
    boolean tiny = false;
    if (field <= 0) {
      tiny = field < 0 || value + increment(negative, value, dropped, mode) >= 0;
      value = shiftRightJam(value, 1 - field);
      field = 0;
    }
    boolean inexact = (value & mask) != 0;
    long rounded = (value + increment(negative, value, dropped, mode)) >>> dropped;
    if (inexact) {
      flags.raise(tiny ? FloatFlags.INEXACT | FloatFlags.UNDERFLOW : FloatFlags.INEXACT);
    }
    // The leading bit, where there is one, adds to the exponent field; so does a carry.
    long magnitude = field == 0 ? rounded : ((long) (field - 1) << fractionBits) + rounded;
    if (magnitude >>> fractionBits >= maxExponent) {
      flags.raise(FloatFlags.OVERFLOW | FloatFlags.INEXACT);
      return overflow(negative, mode);
    }
    return sign(negative) | magnitude;
  }

  private long overflow(boolean negative, int mode) {
    boolean toInfinity =
        switch (mode) {
          case 0, 4 -> true;
          case 2 -> negative;
          case 3 -> !negative;
          default -> false;
        };
    return toInfinity ? infinity(negative) : largest(negative);
  }

  /**
   * What rounding adds before the low {@code dropped} bits go; to even is done by adding one less
   * for an even tie.
   */
  static long increment(boolean negative, long value, int dropped, int mode) {
    long half = 1L << (dropped - 1);
    long mask = 2 * half - 1;
    return switch (mode) {
      case 0 -> (value & mask) == half && (value >>> dropped & 1) == 0 ? 0 : half;
      case 2 -> negative ? mask : 0;
      case 3 -> negative ? 0 : mask;
      case 4 -> half;
      default -> 0;
    };
  }

  static long shiftRightJam(long value, int count) {
    if (count <= 0) {
      return value;
    }
    if (count > 63) {
      return value == 0 ? 0 : 1;
    }
    long lost = value << (64 - count);
    return value >>> count | (lost == 0 ? 0 : 1);
  }
}
