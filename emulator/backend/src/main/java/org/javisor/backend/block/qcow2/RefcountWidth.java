package org.javisor.backend.block.qcow2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reference counts in an array, of any width.
 *
 * <p>Spec: [QCOW2] Refcount block entry: big-endian; those narrower than a byte begin at its lowest
 * bit.
 */
final class RefcountWidth {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private RefcountWidth() {}

  static long get(byte[] bytes, int index, int order) {
    return switch (order) {
      case 0, 1, 2 -> {
        int shift = (index << order) & 7;
        yield bytes[index << order >>> 3] >>> shift & (1 << (1 << order)) - 1;
      }
      case 3 -> bytes[index] & 0xFF;
      case 4 -> (short) SHORT.get(bytes, 2 * index) & 0xFFFF;
      case 5 -> (int) INT.get(bytes, 4 * index) & 0xFFFF_FFFFL;
      case 6 -> (long) LONG.get(bytes, 8 * index);
      default -> throw new IllegalArgumentException("refcount order " + order);
    };
  }

  static void set(byte[] bytes, int index, int order, long value) {
    switch (order) {
      case 0, 1, 2 -> {
        int shift = (index << order) & 7;
        int mask = (1 << (1 << order)) - 1 << shift;
        int at = index << order >>> 3;
        bytes[at] = (byte) (bytes[at] & ~mask | (int) value << shift & mask);
      }
      case 3 -> bytes[index] = (byte) value;
      case 4 -> SHORT.set(bytes, 2 * index, (short) value);
      case 5 -> INT.set(bytes, 4 * index, (int) value);
      case 6 -> LONG.set(bytes, 8 * index, value);
      default -> throw new IllegalArgumentException("refcount order " + order);
    }
  }
}
