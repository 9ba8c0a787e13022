package org.javisor.engine.softfp;

/**
 * Arithmetic and comparison on bit patterns of a format. Modes are {@link RoundingMode} ordinals.
 *
 * <p>NaN results are the canonical NaN; signalling NaN operands raise the invalid flag.
 */
public final class SoftFloat {
  private SoftFloat() {}

  private static long invalid(FloatFormat f, FloatFlags flags) {
    flags.raise(FloatFlags.INVALID);
    return f.nan();
  }

  private static long propagate(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isSignalling(a) || f.isSignalling(b)) {
      flags.raise(FloatFlags.INVALID);
    }
    return f.nan();
  }

  /** a - b. */
  public static long subtract(FloatFormat f, long a, long b, Rounding rounding) {
    return f.isNaN(b) ? propagate(f, a, b, rounding.flags()) : add(f, a, f.negate(b), rounding);
  }

  /** a + b. */
  public static long add(FloatFormat f, long a, long b, Rounding rounding) {
    if (f.isNaN(a) || f.isNaN(b)) {
      return propagate(f, a, b, rounding.flags());
    }
    if (f.isInfinite(a)) {
      boolean opposite = f.isInfinite(b) && f.isNegative(a) != f.isNegative(b);
      return opposite ? invalid(f, rounding.flags()) : a;
    }
    if (f.isInfinite(b)) {
      return b;
    }
    if (f.isZero(a) || f.isZero(b)) {
      return addZero(f, a, b, rounding);
    }
    int exponentA = f.exponent(a);
    int exponentB = f.exponent(b);
    int exponent = Math.max(exponentA, exponentB);
    // One bit of room for the carry.
    long x = FloatFormat.shiftRightJam(f.significand(a), exponent - exponentA + 1);
    long y = FloatFormat.shiftRightJam(f.significand(b), exponent - exponentB + 1);
    long sum = (f.isNegative(a) ? -x : x) + (f.isNegative(b) ? -y : y);
    if (sum == 0) {
      return f.zero(rounding.mode() == 2);
    }
    boolean negative = sum < 0;
    return normalized(f, negative, exponent + 1, Math.abs(sum), rounding);
  }

  private static long addZero(FloatFormat f, long a, long b, Rounding rounding) {
    if (!f.isZero(a)) {
      return a;
    }
    if (!f.isZero(b) || a == b) {
      return b;
    }
    return f.zero(rounding.mode() == 2);
  }

  /** Shifts the leading bit to its place, then rounds. */
  static long normalized(FloatFormat f, boolean negative, int exponent, long value, Rounding r) {
    int shift = Long.numberOfLeadingZeros(value) - 1;
    if (shift < 0) {
      return f.round(
          negative, exponent + 1, FloatFormat.shiftRightJam(value, 1), r.mode(), r.flags());
    }
    return f.round(negative, exponent - shift, value << shift, r.mode(), r.flags());
  }

  /** a × b. */
  public static long multiply(FloatFormat f, long a, long b, Rounding rounding) {
    boolean negative = f.isNegative(a) != f.isNegative(b);
    if (f.isNaN(a) || f.isNaN(b)) {
      return propagate(f, a, b, rounding.flags());
    }
    if (f.isInfinite(a) || f.isInfinite(b)) {
      return f.isZero(a) || f.isZero(b) ? invalid(f, rounding.flags()) : f.infinity(negative);
    }
    if (f.isZero(a) || f.isZero(b)) {
      return f.zero(negative);
    }
    long x = f.significand(a);
    long y = f.significand(b);
    long high = Math.multiplyHigh(x, y);
    long low = x * y;
    // The product has its leading bit at 124 or 125 of 128: bring it to 62 or 63.
    long value = high << 2 | low >>> 62 | (low << 2 == 0 ? 0 : 1);
    return normalized(f, negative, f.exponent(a) + f.exponent(b), value, rounding);
  }

  /** a ÷ b. */
  public static long divide(FloatFormat f, long a, long b, Rounding rounding) {
    boolean negative = f.isNegative(a) != f.isNegative(b);
    if (f.isNaN(a) || f.isNaN(b)) {
      return propagate(f, a, b, rounding.flags());
    }
    if (f.isInfinite(a)) {
      return f.isInfinite(b) ? invalid(f, rounding.flags()) : f.infinity(negative);
    }
    if (f.isInfinite(b)) {
      return f.zero(negative);
    }
    if (f.isZero(b)) {
      if (f.isZero(a)) {
        return invalid(f, rounding.flags());
      }
      rounding.flags().raise(FloatFlags.DIVIDE_BY_ZERO);
      return f.infinity(negative);
    }
    if (f.isZero(a)) {
      return f.zero(negative);
    }
    long divisor = f.significand(b);
    long remainder = f.significand(a);
    long quotient = 0;
    for (int i = 0; i < 63; i++) {
      quotient <<= 1;
      if (Long.compareUnsigned(remainder, divisor) >= 0) {
        remainder -= divisor;
        quotient |= 1;
      }
      remainder <<= 1;
    }
    long value = remainder == 0 ? quotient : quotient | 1;
    return normalized(f, negative, f.exponent(a) - f.exponent(b), value, rounding);
  }

  /** The square root of a. */
  public static long squareRoot(FloatFormat f, long a, Rounding rounding) {
    if (f.isNaN(a)) {
      return propagate(f, a, a, rounding.flags());
    }
    if (f.isZero(a)) {
      return a;
    }
    if (f.isNegative(a)) {
      return invalid(f, rounding.flags());
    }
    if (f.isInfinite(a)) {
      return a;
    }
    int exponent = f.exponent(a);
    // The radicand as a fixed-point number in [1, 4): its digits are taken two bits at a time from
    // the top.
    long radicand = (exponent & 1) != 0 ? f.significand(a) << 1 : f.significand(a);
    long root = 0;
    long remainder = 0;
    int digits = 60;
    for (int i = 0; i < digits; i++) {
      remainder = remainder << 2 | radicand >>> 62;
      radicand <<= 2;
      long trial = root << 2 | 1;
      root <<= 1;
      if (remainder >= trial) {
        remainder -= trial;
        root |= 1;
      }
    }
    long value = root << (63 - digits) | (remainder == 0 && radicand == 0 ? 0 : 1);
    return f.round(false, exponent >> 1, value, rounding.mode(), rounding.flags());
  }

  /** a × b + c, rounded once. */
  public static long fusedMultiplyAdd(FloatFormat f, long a, long b, long c, Rounding rounding) {
    boolean negative = f.isNegative(a) != f.isNegative(b);
    boolean invalidProduct = f.isInfinite(a) && f.isZero(b) || f.isZero(a) && f.isInfinite(b);
    if (f.isNaN(a) || f.isNaN(b) || f.isNaN(c)) {
      // [RISCV-UNPRIV] 20.6: infinity times zero is invalid even when the addend is a quiet NaN.
      if (invalidProduct || f.isSignalling(c)) {
        rounding.flags().raise(FloatFlags.INVALID);
      }
      return propagate(f, a, b, rounding.flags());
    }
    if (invalidProduct) {
      return invalid(f, rounding.flags());
    }
    if (f.isInfinite(a) || f.isInfinite(b)) {
      boolean opposite = f.isInfinite(c) && f.isNegative(c) != negative;
      return opposite ? invalid(f, rounding.flags()) : f.infinity(negative);
    }
    if (f.isInfinite(c)) {
      return c;
    }
    if (f.isZero(a) || f.isZero(b)) {
      return addZero(f, f.zero(negative), c, rounding);
    }
    if (f.isZero(c)) {
      return multiply(f, a, b, rounding);
    }
    return FusedSum.compute(f, new FusedSum.Operands(a, b, c), rounding);
  }

  /** The smaller operand; of a NaN and a number the number; -0 is below +0. */
  public static long minimum(FloatFormat f, long a, long b, FloatFlags flags) {
    return choose(f, a, b, true, flags);
  }

  /** The larger operand, likewise. */
  public static long maximum(FloatFormat f, long a, long b, FloatFlags flags) {
    return choose(f, a, b, false, flags);
  }

  /** The smaller operand; a NaN when there is one. */
  public static long minimumOrNaN(FloatFormat f, long a, long b, FloatFlags flags) {
    return f.isNaN(a) || f.isNaN(b) ? propagate(f, a, b, flags) : choose(f, a, b, true, flags);
  }

  /** The larger operand, likewise. */
  public static long maximumOrNaN(FloatFormat f, long a, long b, FloatFlags flags) {
    return f.isNaN(a) || f.isNaN(b) ? propagate(f, a, b, flags) : choose(f, a, b, false, flags);
  }

  private static long choose(FloatFormat f, long a, long b, boolean smaller, FloatFlags flags) {
    if (f.isSignalling(a) || f.isSignalling(b)) {
      flags.raise(FloatFlags.INVALID);
    }
    if (f.isNaN(a)) {
      return f.isNaN(b) ? f.nan() : b;
    }
    if (f.isNaN(b)) {
      return a;
    }
    if (f.isZero(a) && f.isZero(b)) {
      return f.isNegative(a) == smaller ? a : b;
    }
    return f.orderKey(a) < f.orderKey(b) == smaller ? a : b;
  }

  /** a = b; only signalling NaNs are invalid. */
  public static boolean equal(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isNaN(a) || f.isNaN(b)) {
      propagate(f, a, b, flags);
      return false;
    }
    return f.orderKey(a) == f.orderKey(b);
  }

  /** a &lt; b; every NaN is invalid. */
  public static boolean less(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isNaN(a) || f.isNaN(b)) {
      flags.raise(FloatFlags.INVALID);
      return false;
    }
    return f.orderKey(a) < f.orderKey(b);
  }

  /** a ≤ b; every NaN is invalid. */
  public static boolean lessOrEqual(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isNaN(a) || f.isNaN(b)) {
      flags.raise(FloatFlags.INVALID);
      return false;
    }
    return f.orderKey(a) <= f.orderKey(b);
  }

  /** a &lt; b; only signalling NaNs are invalid. */
  public static boolean lessQuiet(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isNaN(a) || f.isNaN(b)) {
      propagate(f, a, b, flags);
      return false;
    }
    return f.orderKey(a) < f.orderKey(b);
  }

  /** a ≤ b; only signalling NaNs are invalid. */
  public static boolean lessOrEqualQuiet(FloatFormat f, long a, long b, FloatFlags flags) {
    if (f.isNaN(a) || f.isNaN(b)) {
      propagate(f, a, b, flags);
      return false;
    }
    return f.orderKey(a) <= f.orderKey(b);
  }

  /** RISC-V's class mask: one of bits 0 (-inf) to 9 (quiet NaN). */
  public static long classify(FloatFormat f, long a) {
    if (f.isNaN(a)) {
      return f.isSignalling(a) ? 1 << 8 : 1 << 9;
    }
    int distance = f.isInfinite(a) ? 0 : f.isZero(a) ? 3 : f.isSubnormal(a) ? 2 : 1;
    return 1L << (f.isNegative(a) ? distance : 7 - distance);
  }
}
