package org.javisor.engine.mmu;

import java.util.Arrays;

/** A bounded set of aligned regions; once it is full it contains everything. */
final class AddressSet {
  private static final int CAPACITY = 1024;

  private final int shift;
  private long[] keys = new long[16];
  private int size;

  /** Regions of {@code 1 << shift} bytes. */
  AddressSet(int shift) {
    this.shift = shift;
  }

  void add(long address) {
    int at = find(address);
    if (keys[at] == 0 && size < CAPACITY) {
      keys[at] = key(address);
      if (2 * ++size > keys.length) {
        grow();
      }
    }
  }

  private void grow() {
    long[] old = keys;
    keys = new long[2 * old.length];
    for (long key : old) {
      if (key != 0) {
        keys[place(key)] = key;
      }
    }
  }

  boolean contains(long address) {
    return isFull() || (size > 0 && keys[find(address)] != 0);
  }

  /** Whether it contains everything. */
  boolean isFull() {
    return size == CAPACITY;
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
    return place(key(address));
  }

  /** Where {@code key} is, or would be put. */
  private int place(long key) {
    int at = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & (keys.length - 1);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }
}
