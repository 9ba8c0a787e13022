package org.javisor.engine.interp;

/** Integer operators whose meaning Java has no operator for. */
final class Arithmetic {
  private Arithmetic() {}

  static long multiplyHighSignedUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + (b < 0 ? a : 0);
  }

  static long divideSigned(long a, long b) {
    return b == 0 ? -1 : a / b;
  }

  static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  static long remainderSigned(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long remainderUnsigned(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  static long minUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  static long setLessUnsigned(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE ? 1 : 0;
  }

  static long orCombineBytes(long a) {
    long low = 0x7F7F7F7F7F7F7F7FL;
    long any = ((a & low) + low | a) & ~low;
    return (any >>> 7) * 0xFF;
  }

  /** The low 64 bits of the carry-less product. */
  static long carryLess(long a, long b) {
    long product = 0;
    for (long left = b; left != 0; left &= left - 1) {
      product ^= a << Long.numberOfTrailingZeros(left);
    }
    return product;
  }

  /** The high 64 bits of the carry-less product. */
  static long carryLessHigh(long a, long b) {
    long product = 0;
    for (long left = b & -2L; left != 0; left &= left - 1) {
      product ^= a >>> (64 - Long.numberOfTrailingZeros(left));
    }
    return product;
  }

  /** Bits 126 to 63 of the carry-less product. */
  static long carryLessReversed(long a, long b) {
    return carryLessHigh(a, b) << 1 | carryLess(a, b) >>> 63;
  }
}
