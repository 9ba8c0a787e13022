package org.javisor.bus.io;

/**
 * What answers accesses to a region of the physical address space.
 *
 * <p>Called with the machine lock held, with {@code 0 <= offset < region size}, {@code width} 1, 2,
 * 4 or 8 bytes and the access wholly inside the region. Must never throw for anything a guest does.
 */
public interface MmioHandler {
  /** The value at {@code offset}, zero-extended from {@code width} bytes, little-endian. */
  long read(long offset, int width);

  /** Stores the low {@code width} bytes of {@code value}. */
  void write(long offset, int width, long value);
}
