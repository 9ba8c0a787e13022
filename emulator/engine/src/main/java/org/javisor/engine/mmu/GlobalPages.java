package org.javisor.engine.mmu;

import java.util.Arrays;

/**
 * Which pages of an address space's tables were global when they were entered last, for each
 * context. Some may be missing, when many are global: those are taken for pages of the space alone.
 */
final class GlobalPages {
  private static final int INDEX_BITS = 12;

  private final long[][] pages = new long[SoftTlb.CONTEXTS][0];

  /** {@code page} is being entered. */
  void note(int context, long page, boolean global) {
    long[] known = pages[context];
    if (known.length == 0) {
      if (!global) {
        return;
      }
      known = new long[1 << INDEX_BITS];
      Arrays.fill(known, SoftTlb.INVALID);
      pages[context] = known;
    }
    int at = index(page);
    if (global) {
      known[at] = page;
    } else if (known[at] == page) {
      known[at] = SoftTlb.INVALID;
    }
  }

  boolean contains(int context, long page) {
    long[] known = pages[context];
    return known.length != 0 && known[index(page)] == page;
  }

  private static int index(long page) {
    return (int) ((page >>> 12) * 0x9E3779B97F4A7C15L >>> 64 - INDEX_BITS);
  }
}
