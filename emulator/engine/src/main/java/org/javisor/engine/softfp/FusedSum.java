package org.javisor.engine.softfp;

/** The sum of an exact product and a third number, none of them zero, in 128 bits. */
final class FusedSum {
  /** Leading bits of both summands stand here, of 128. */
  private static final int LEADING = 125;

  /** a × b + c. */
  record Operands(long a, long b, long c) {}

  private FusedSum() {}

  static long compute(FloatFormat f, Operands operands, Rounding rounding) {
    long x = f.significand(operands.a());
    long y = f.significand(operands.b());
    long high = Math.multiplyHigh(x, y);
    long low = x * y;
    int exponent = f.exponent(operands.a()) + f.exponent(operands.b()) + 1;
    if (high >>> 61 == 0) {
      high = high << 1 | low >>> 63;
      low <<= 1;
      exponent--;
    }
    long addend = f.significand(operands.c()) >>> 1;
    int addendExponent = f.exponent(operands.c());
    long addendLow = 0;
    int distance = exponent - addendExponent;
    if (distance > 0) {
      long[] shifted = shiftRightJam(addend, 0, distance);
      addend = shifted[0];
      addendLow = shifted[1];
    } else if (distance < 0) {
      long[] shifted = shiftRightJam(high, low, -distance);
      high = shifted[0];
      low = shifted[1];
      exponent = addendExponent;
    }
    boolean negative = f.isNegative(operands.a()) != f.isNegative(operands.b());
    if (negative == f.isNegative(operands.c())) {
      long sumLow = low + addendLow;
      high += addend + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
      return pack(f, new Value(negative, exponent, high, sumLow), rounding);
    }
    long differenceLow = low - addendLow;
    high -= addend + (Long.compareUnsigned(low, addendLow) < 0 ? 1 : 0);
    if (high < 0) {
      negative = !negative;
      high = ~high + (differenceLow == 0 ? 1 : 0);
      differenceLow = -differenceLow;
    }
    if ((high | differenceLow) == 0) {
      return f.zero(rounding.mode() == 2);
    }
    return pack(f, new Value(negative, exponent, high, differenceLow), rounding);
  }

  private record Value(boolean negative, int exponent, long high, long low) {}

  /** The leading bit goes to bit 62 of one long, the rest is jammed. */
  private static long pack(FloatFormat f, Value value, Rounding rounding) {
    long high = value.high();
    long low = value.low();
    int leading =
        high != 0 ? 127 - Long.numberOfLeadingZeros(high) : 63 - Long.numberOfLeadingZeros(low);
    int exponent = value.exponent() + leading - LEADING;
    int shift = 126 - leading;
    if (shift >= 64) {
      high = low << (shift - 64);
      low = 0;
    } else if (shift > 0) {
      high = high << shift | low >>> (64 - shift);
      low <<= shift;
    }
    return f.round(
        value.negative(), exponent, high | (low == 0 ? 0 : 1), rounding.mode(), rounding.flags());
  }

  private static long[] shiftRightJam(long high, long low, int count) {
    if (count >= 128) {
      return new long[] {0, 1};
    }
    if (count >= 64) {
      long lost = low | (count == 64 ? 0 : high << (128 - count));
      return new long[] {0, high >>> (count - 64) | (lost == 0 ? 0 : 1)};
    }
    long lost = low << (64 - count);
    return new long[] {high >>> count, high << (64 - count) | low >>> count | (lost == 0 ? 0 : 1)};
  }
}
