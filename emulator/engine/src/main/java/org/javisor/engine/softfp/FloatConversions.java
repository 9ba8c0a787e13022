package org.javisor.engine.softfp;

/**
 * Conversions between formats and integers. Out of range, integers saturate and the invalid flag is
 * raised.
 */
public final class FloatConversions {
  private FloatConversions() {}

  /** The value mantissa × 2^exponent, rounded to nearest; infinity when it is too large. */
  public static long constant(FloatFormat to, int mantissa, int exponent) {
    Rounding nearest = new Rounding(RoundingMode.NEAREST_EVEN.ordinal(), new FloatFlags());
    boolean negative = mantissa < 0;
    return SoftFloat.normalized(to, negative, 62 + exponent, Math.abs(mantissa), nearest);
  }

  /** The smallest positive normal number. */
  public static long smallestNormal(FloatFormat format) {
    return 1L << format.fractionBits();
  }

  /** Positive infinity. */
  public static long infinity(FloatFormat format) {
    return format.infinity(false);
  }

  /** The canonical NaN. */
  public static long quietNaN(FloatFormat format) {
    return format.nan();
  }

  /** From one format to another. */
  public static long convert(FloatFormat from, FloatFormat to, long bits, Rounding rounding) {
    boolean negative = from.isNegative(bits);
    if (from.isNaN(bits)) {
      if (from.isSignalling(bits)) {
        rounding.flags().raise(FloatFlags.INVALID);
      }
      return to.nan();
    }
    if (from.isInfinite(bits)) {
      return to.infinity(negative);
    }
    if (from.isZero(bits)) {
      return to.zero(negative);
    }
    return to.round(
        negative, from.exponent(bits), from.significand(bits), rounding.mode(), rounding.flags());
  }

  /** From a signed integer. */
  public static long fromSigned(FloatFormat to, long value, Rounding rounding) {
    if (value == 0) {
      return to.zero(false);
    }
    boolean negative = value < 0;
    return fromMagnitude(to, negative, negative ? -value : value, rounding);
  }

  /** From an unsigned integer. */
  public static long fromUnsigned(FloatFormat to, long value, Rounding rounding) {
    return value == 0 ? to.zero(false) : fromMagnitude(to, false, value, rounding);
  }

  private static long fromMagnitude(FloatFormat to, boolean negative, long magnitude, Rounding r) {
    return SoftFloat.normalized(to, negative, 62, magnitude, r);
  }

  /**
   * To an integral value of the same format; the inexact flag is raised when {@code tellInexact}.
   */
  public static long toIntegral(FloatFormat f, long bits, boolean tellInexact, Rounding rounding) {
    if (f.isNaN(bits)) {
      return convert(f, f, bits, rounding);
    }
    if (f.isInfinite(bits) || f.isZero(bits) || f.exponent(bits) >= f.fractionBits()) {
      return bits;
    }
    FloatFlags inner = new FloatFlags();
    Rounding quiet = new Rounding(rounding.mode(), inner);
    long magnitude = magnitude(f, bits, quiet).value();
    if (tellInexact) {
      rounding.flags().raise(inner.bits());
    }
    boolean negative = f.isNegative(bits);
    return magnitude == 0 ? f.zero(negative) : fromMagnitude(f, negative, magnitude, quiet);
  }

  /**
   * The low 32 bits, sign-extended, of the value truncated to an integer; 0 for what is not finite.
   * Out of a signed integer's range is invalid.
   */
  public static long toSignedModular(FloatFormat from, long bits, FloatFlags flags) {
    if (from.isNaN(bits) || from.isInfinite(bits)) {
      flags.raise(FloatFlags.INVALID);
      return 0;
    }
    if (from.isZero(bits)) {
      return 0;
    }
    boolean negative = from.isNegative(bits);
    int exponent = from.exponent(bits);
    if (exponent < 63) {
      FloatFlags inner = new FloatFlags();
      long magnitude =
          magnitude(from, bits, new Rounding(RoundingMode.TOWARD_ZERO.ordinal(), inner)).value();
      long value = negative ? -magnitude : magnitude;
      flags.raise(value == (int) value ? inner.bits() : FloatFlags.INVALID);
      return (int) value;
    }
    flags.raise(FloatFlags.INVALID);
    int shift = exponent - 62;
    long low = shift > 63 ? 0 : from.significand(bits) << shift;
    return (int) (negative ? -low : low);
  }

  /** To a signed integer of {@code width} bits (32 or 64), sign-extended. */
  public static long toSigned(FloatFormat from, long bits, int width, Rounding rounding) {
    long max = width == 64 ? Long.MAX_VALUE : Integer.MAX_VALUE;
    if (from.isNaN(bits)) {
      rounding.flags().raise(FloatFlags.INVALID);
      return max;
    }
    boolean negative = from.isNegative(bits);
    FloatFlags inner = new FloatFlags();
    Magnitude rounded = magnitude(from, bits, new Rounding(rounding.mode(), inner));
    long limit = negative ? max + 1 : max; // for 64 bits the first is 2^63, as unsigned
    if (rounded.overflow() || Long.compareUnsigned(rounded.value(), limit) > 0) {
      rounding.flags().raise(FloatFlags.INVALID);
      return negative ? -max - 1 : max;
    }
    rounding.flags().raise(inner.bits());
    return negative ? -rounded.value() : rounded.value();
  }

  /**
   * To an unsigned integer of {@code width} bits; a 32-bit one is sign-extended, as RISC-V keeps
   * it.
   */
  public static long toUnsigned(FloatFormat from, long bits, int width, Rounding rounding) {
    long max = width == 64 ? -1 : 0xFFFFFFFFL;
    boolean nan = from.isNaN(bits);
    boolean negative = !nan && from.isNegative(bits);
    FloatFlags inner = new FloatFlags();
    Magnitude rounded =
        nan ? new Magnitude(0, true) : magnitude(from, bits, new Rounding(rounding.mode(), inner));
    boolean outside = rounded.overflow() || Long.compareUnsigned(rounded.value(), max) > 0;
    if (outside || (negative && rounded.value() != 0)) {
      rounding.flags().raise(FloatFlags.INVALID);
      return negative ? 0 : -1;
    }
    rounding.flags().raise(inner.bits());
    return width == 64 ? rounded.value() : (int) rounded.value();
  }

  /** An absolute value rounded to an integer, unsigned; overflow when it has more than 64 bits. */
  private record Magnitude(long value, boolean overflow) {}

  private static Magnitude magnitude(FloatFormat from, long bits, Rounding rounding) {
    if (from.isInfinite(bits)) {
      return new Magnitude(0, true);
    }
    if (from.isZero(bits)) {
      return new Magnitude(0, false);
    }
    int exponent = from.exponent(bits);
    long significand = from.significand(bits);
    if (exponent > 63) {
      return new Magnitude(0, true);
    }
    if (exponent >= 62) {
      return new Magnitude(significand << (exponent - 62), false);
    }
    // The fraction's bits stay below an integer of at most 62 bits: two of them, jammed, are
    // enough.
    int fraction = 62 - exponent;
    boolean negative = from.isNegative(bits);
    long kept;
    int dropped;
    if (fraction > 60) {
      kept = FloatFormat.shiftRightJam(significand, fraction - 2);
      dropped = 2;
    } else {
      kept = significand;
      dropped = fraction;
    }
    if ((kept & (1L << dropped) - 1) != 0) {
      rounding.flags().raise(FloatFlags.INEXACT);
    }
    long value =
        (kept + FloatFormat.increment(negative, kept, dropped, rounding.mode())) >>> dropped;
    return new Magnitude(value, false);
  }
}
