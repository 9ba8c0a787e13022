package org.javisor.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Access to this process's memory by absolute address: little-endian, any alignment, no check of
 * any kind. A wrong address is a wild access, so callers derive addresses from a {@link Mapping}
 * and a checked offset only.
 */
public final class RawMemory {
  @SuppressWarnings("restricted") // this class is the one place for raw access
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfShort SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ATOMIC_INT =
      JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle ATOMIC_LONG =
      JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private RawMemory() {}

  public static byte getByte(long address) {
    return ALL.get(JAVA_BYTE, address);
  }

  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  public static void putByte(long address, byte value) {
    ALL.set(JAVA_BYTE, address, value);
  }

  public static void putShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /**
   * The value seen, {@code expected} when the exchange took place; naturally aligned addresses
   * only, as for all atomics here.
   */
  public static int compareAndExchangeInt(long address, int expected, int value) {
    return (int) ATOMIC_INT.compareAndExchange(ALL, address, expected, value);
  }

  public static long compareAndExchangeLong(long address, long expected, long value) {
    return (long) ATOMIC_LONG.compareAndExchange(ALL, address, expected, value);
  }

  public static int getAndAddInt(long address, int value) {
    return (int) ATOMIC_INT.getAndAdd(ALL, address, value);
  }

  public static long getAndAddLong(long address, long value) {
    return (long) ATOMIC_LONG.getAndAdd(ALL, address, value);
  }

  public static int getAndSetInt(long address, int value) {
    return (int) ATOMIC_INT.getAndSet(ALL, address, value);
  }

  public static long getAndSetLong(long address, long value) {
    return (long) ATOMIC_LONG.getAndSet(ALL, address, value);
  }

  public static int getAndAndInt(long address, int value) {
    return (int) ATOMIC_INT.getAndBitwiseAnd(ALL, address, value);
  }

  public static long getAndAndLong(long address, long value) {
    return (long) ATOMIC_LONG.getAndBitwiseAnd(ALL, address, value);
  }

  public static int getAndOrInt(long address, int value) {
    return (int) ATOMIC_INT.getAndBitwiseOr(ALL, address, value);
  }

  public static long getAndOrLong(long address, long value) {
    return (long) ATOMIC_LONG.getAndBitwiseOr(ALL, address, value);
  }

  public static int getAndXorInt(long address, int value) {
    return (int) ATOMIC_INT.getAndBitwiseXor(ALL, address, value);
  }

  public static long getAndXorLong(long address, long value) {
    return (long) ATOMIC_LONG.getAndBitwiseXor(ALL, address, value);
  }

  public static int getIntVolatile(long address) {
    return (int) ATOMIC_INT.getVolatile(ALL, address);
  }

  public static long getLongVolatile(long address) {
    return (long) ATOMIC_LONG.getVolatile(ALL, address);
  }

  public static void putIntVolatile(long address, int value) {
    ATOMIC_INT.setVolatile(ALL, address, value);
  }

  public static void putLongVolatile(long address, long value) {
    ATOMIC_LONG.setVolatile(ALL, address, value);
  }

  /** Copies {@code length} bytes; the ranges may overlap. */
  public static void copy(long source, long destination, long length) {
    MemorySegment.copy(ALL, source, ALL, destination, length);
  }

  /** Sets {@code length} bytes to {@code value}. */
  public static void fill(long address, long length, byte value) {
    ALL.asSlice(address, length).fill(value);
  }

  /** Whether {@code length} bytes are all zero. */
  public static boolean isZero(long address, long length) {
    // Each byte equals the next one, and the first is zero.
    return length == 0
        || getByte(address) == 0
            && ALL.asSlice(address, length - 1).mismatch(ALL.asSlice(address + 1, length - 1)) < 0;
  }

  /** Where two ranges of {@code length} bytes first differ; -1 if they do not. */
  public static long mismatch(long address, long other, long length) {
    return ALL.asSlice(address, length).mismatch(ALL.asSlice(other, length));
  }

  /** Copies from the heap to memory. */
  public static void copyIn(byte[] source, int offset, long address, int length) {
    MemorySegment.copy(source, offset, ALL, JAVA_BYTE, address, length);
  }

  /** Copies from memory to the heap. */
  public static void copyOut(long address, byte[] destination, int offset, int length) {
    MemorySegment.copy(ALL, JAVA_BYTE, address, destination, offset, length);
  }
}
