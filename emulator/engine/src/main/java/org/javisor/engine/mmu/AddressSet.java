package org.javisor.engine.mmu;

import java.util.Arrays;

/** A bounded set of aligned regions; once it is full it contains everything. */
final class AddressSet {
  private static final int CAPACITY = 1024;

  private final int shift;
  private final long[] keys = new long[2 * CAPACITY];
  private int size;

  /** Regions of {@code 1 << shift} bytes. */
  AddressSet(int shift) {
    this.shift = shift;
  }

  void add(long address) {
    int at = find(address);
    if (keys[at] == 0 && size < CAPACITY) {
      keys[at] = key(address);
      size++;
    }
  }

  boolean contains(long address) {
    return size == CAPACITY || (size > 0 && keys[find(address)] != 0);
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(keys, 0);
      size = 0;
    }
  }

  private long key(long address) {
    return (address >>> shift) + 1;
  }

  private int find(long address) {
    long key = key(address);
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 53);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }
}
