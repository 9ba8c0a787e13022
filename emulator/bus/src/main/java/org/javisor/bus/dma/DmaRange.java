package org.javisor.bus.dma;

import java.util.Objects;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * Bytes of guest RAM, little-endian, any alignment. The guest may change them at any time: read a
 * value once, then check it.
 *
 * <p>Offsets outside the range are a bug of the device's and throw {@link
 * IndexOutOfBoundsException}. Whoever writes says so with {@link #written} when done.
 */
public final class DmaRange {
  private final AddressSpace memory;
  private final long gpa;
  private final long hostAddress;
  private final long length;

  DmaRange(AddressSpace memory, long gpa, long hostAddress, long length) {
    this.memory = memory;
    this.gpa = gpa;
    this.hostAddress = hostAddress;
    this.length = length;
  }

  /** The first byte's guest physical address. */
  public long gpa() {
    return gpa;
  }

  /** The first byte's address in this process, for transfers without a copy. */
  public long hostAddress() {
    return hostAddress;
  }

  /** Bytes. */
  public long length() {
    return length;
  }

  /** {@code bytes} bytes of this range. */
  public DmaRange slice(long offset, long bytes) {
    return new DmaRange(memory, gpa + offset, at(offset, bytes), bytes);
  }

  /** Whether {@code next} begins where this range ends, in the guest and here. */
  public boolean precedes(DmaRange next) {
    return gpa + length == next.gpa && hostAddress + length == next.hostAddress;
  }

  /** This range and {@code next}, which it precedes. */
  public DmaRange with(DmaRange next) {
    if (!precedes(next)) {
      throw new IllegalArgumentException("the ranges do not touch");
    }
    return new DmaRange(memory, gpa, hostAddress, length + next.length);
  }

  private long at(long offset, long bytes) {
    return hostAddress + Objects.checkFromIndexSize(offset, bytes, length);
  }

  /** Two bytes, zero-extended. */
  public int getShort(long offset) {
    return RawMemory.getShort(at(offset, 2)) & 0xFFFF;
  }

  public int getInt(long offset) {
    return RawMemory.getInt(at(offset, 4));
  }

  public long getLong(long offset) {
    return RawMemory.getLong(at(offset, 8));
  }

  public void putByte(long offset, int value) {
    RawMemory.putByte(at(offset, 1), (byte) value);
  }

  public void putShort(long offset, int value) {
    RawMemory.putShort(at(offset, 2), (short) value);
  }

  public void putInt(long offset, int value) {
    RawMemory.putInt(at(offset, 4), value);
  }

  /** Copies {@code count} bytes to {@code target}, from its {@code first} on. */
  public void copyOut(long offset, byte[] target, int first, int count) {
    RawMemory.copyOut(at(offset, count), target, first, count);
  }

  /** Copies {@code count} bytes of {@code source}, from its {@code first} on. */
  public void copyIn(long offset, byte[] source, int first, int count) {
    RawMemory.copyIn(source, first, at(offset, count), count);
  }

  /** To be called when {@code bytes} bytes have been written: CPUs may have run them as code. */
  public void written(long offset, long bytes) {
    if (bytes > 0) {
      memory.ramWritten(gpa + Objects.checkFromIndexSize(offset, bytes, length), bytes);
    }
  }
}
