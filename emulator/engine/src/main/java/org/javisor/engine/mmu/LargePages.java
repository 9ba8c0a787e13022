package org.javisor.engine.mmu;

/** Where in an address space pages larger than 4 KiB have been used. */
final class LargePages {
  /** Sizes of pages, as shifts; smaller large pages count as the first. */
  private static final int[] SHIFTS = {21, 30, 39, 48};

  private final AddressSet[] regions = new AddressSet[SHIFTS.length];

  LargePages() {
    for (int i = 0; i < SHIFTS.length; i++) {
      regions[i] = new AddressSet(SHIFTS[i]);
    }
  }

  /** {@code address} lies in a page of {@code pageSize} bytes. */
  void add(long address, long pageSize) {
    int i = 0;
    while (pageSize > 1L << SHIFTS[i]) {
      i++;
    }
    regions[i].add(address);
  }

  /** Every bit but those of the offset in the largest page that {@code address} may lie in. */
  long maskOf(long address) {
    for (int i = SHIFTS.length - 1; i >= 0; i--) {
      if (regions[i].contains(address)) {
        return regions[i].isFull() ? 0 : -1L << SHIFTS[i];
      }
    }
    return SoftTlb.PAGE_MASK;
  }

  void clear() {
    for (AddressSet set : regions) {
      set.clear();
    }
  }
}
