package org.javisor.engine.mmu;

import java.util.Arrays;
import org.javisor.host.memory.RawMemory;

/** One address space's tables in a soft TLB; they are cleared before their first use. */
final class Space {
  /** Bytes of one context's table at its largest. */
  private static final int TABLE_BYTES = SoftTlb.MAX_ENTRIES * SoftTlb.ENTRY_BYTES;

  private static final int SECOND_ENTRIES = 1024;
  private static final int SECOND_BYTES = SECOND_ENTRIES * SoftTlb.ENTRY_BYTES;

  /** The second tables' mask. */
  static final int SECOND_MASK = (SECOND_ENTRIES - 1) * SoftTlb.ENTRY_BYTES;

  private static final int TABLES_BYTES = SoftTlb.CONTEXTS * (TABLE_BYTES + SECOND_BYTES);

  /** Bytes of all tables and the jump cache. */
  static final int BYTES = TABLES_BYTES + JumpTable.BYTES;

  /** Filling a whole table is faster than emptying more entries than these one by one. */
  private static final int MOST_REMEMBERED = 256;

  private static final long NOBODY = Long.MIN_VALUE;

  /** The architecture's number of it; {@link #NOBODY} for none. */
  long id = NOBODY;

  /** What of its tables must not be used any more. */
  enum Stale {
    NOTHING,
    /** All but global pages. */
    ITS_OWN,
    ALL
  }

  Stale stale = Stale.ALL;

  /** When it was active last. */
  long lastUse;

  /** For each context, what byte offsets of entries are taken modulo to: size minus one entry. */
  final int[] masks = new int[SoftTlb.CONTEXTS];

  final JumpTable jumps;
  private final long base;
  private final int[] fills = new int[SoftTlb.CONTEXTS];
  private final GlobalPages globals = new GlobalPages();
  private final LargePages largeGlobals = new LargePages();
  private final LargePages large = new LargePages();
  private volatile int used;

  /** The tables may hold anything, but nothing has been entered. */
  private boolean neverCleared = true;

  /**
   * For each context the pages entered since it was empty, up to {@link #MOST_REMEMBERED}, and how
   * many there were. Only these can be in its tables: what is copied from table to table was
   * entered.
   */
  private final long[][] pages = new long[SoftTlb.CONTEXTS][0];

  private final int[] entered = new int[SoftTlb.CONTEXTS];

  Space(long base, int entries) {
    this.base = base;
    this.jumps = new JumpTable(base + TABLES_BYTES, this);
    for (int i = 0; i < SoftTlb.CONTEXTS; i++) {
      masks[i] = (entries - 1) * SoftTlb.ENTRY_BYTES;
    }
  }

  long table(int context) {
    return base + (long) context * TABLE_BYTES;
  }

  long entry(int context, long address) {
    return table(context) + (address >>> SoftTlb.INDEX_SHIFT & masks[context]);
  }

  long second(int context) {
    return base + (long) SoftTlb.CONTEXTS * TABLE_BYTES + (long) context * SECOND_BYTES;
  }

  long secondEntry(int context, long address) {
    long mixed = address >>> SoftTlb.INDEX_SHIFT ^ address >>> SoftTlb.SECOND_SHIFT;
    return second(context) + (mixed & SECOND_MASK);
  }

  /** Empties all tables; those that were little used shrink to {@code minEntries} by and by. */
  void clear(int minEntries) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if (neverCleared || (used >>> context & 1) != 0) {
        empty(context);
        boolean _ = shrink(context, minEntries);
        fills[context] = 0;
        entered[context] = 0;
      }
    }
    neverCleared = false;
    used = 0;
    large.clear();
    largeGlobals.clear();
    jumps.clear();
    stale = Stale.NOTHING;
  }

  /** Empties all tables of what is not global. */
  void clearOwn(int minEntries) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0) {
        fills[context] = sift(new Doomed(context, 0, 0, false));
        if (shrink(context, minEntries)) {
          // What is left of it is in the second table.
          emptyFirst(context);
        }
      }
    }
    large.clear();
    jumps.clearOwn();
    stale = Stale.NOTHING;
  }

  /** Forgets the pages like {@code address} in the bits of {@code mask}, and jumps into them. */
  private void forgetRegion(long address, long mask, boolean globalsToo) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0) {
        int _ = sift(new Doomed(context, address & mask, mask, globalsToo));
      }
    }
    if (globalsToo) {
      jumps.clear();
    } else {
      jumps.clearOwn();
    }
  }

  /** Which pages of a context are to be forgotten. */
  private record Doomed(int context, long region, long mask, boolean globalsToo) {}

  private boolean goes(long page, Doomed doomed) {
    return (page & doomed.mask()) == doomed.region()
        && (doomed.globalsToo() || !globals.contains(doomed.context(), page));
  }

  /** Forgets them; how many others are left. */
  private int sift(Doomed doomed) {
    int context = doomed.context();
    if (entered[context] > MOST_REMEMBERED) {
      entered[context] = 0;
      int left = sift(table(context), masks[context], doomed);
      int _ = sift(second(context), SECOND_MASK, doomed);
      return left;
    }
    int kept = 0;
    for (int i = 0; i < entered[context]; i++) {
      long page = pages[context][i];
      if (goes(page, doomed)) {
        forgetEntry(entry(context, page), page);
        forgetEntry(secondEntry(context, page), page);
      } else {
        pages[context][kept++] = page;
      }
    }
    entered[context] = kept;
    return kept;
  }

  /** Likewise, in a table; what is left is remembered. */
  private int sift(long table, int mask, Doomed doomed) {
    int left = 0;
    for (int i = 0; i <= mask; i += SoftTlb.ENTRY_BYTES) {
      long page = pageOf(table + i);
      if (page != SoftTlb.INVALID) {
        if (goes(page, doomed)) {
          invalidate(table + i);
        } else {
          remember(doomed.context(), page);
          left++;
        }
      }
    }
    return left;
  }

  private static long pageOf(long entry) {
    long page = RawMemory.getLong(entry + SoftTlb.READ);
    if (page == SoftTlb.INVALID) {
      page = RawMemory.getLong(entry + SoftTlb.FETCH);
    }
    if (page == SoftTlb.INVALID) {
      page = RawMemory.getLong(entry + SoftTlb.WRITE);
    }
    return page == SoftTlb.INVALID ? page : page & SoftTlb.PAGE_MASK;
  }

  /** Halves a table that was little used. */
  private boolean shrink(int context, int minEntries) {
    int entries = entries(context);
    if (fills[context] >= entries / 4 || entries <= minEntries) {
      return false;
    }
    masks[context] = (entries / 2 - 1) * SoftTlb.ENTRY_BYTES;
    return true;
  }

  private void emptyFirst(int context) {
    RawMemory.fill(table(context), masks[context] + SoftTlb.ENTRY_BYTES, (byte) -1);
  }

  /**
   * Empties a context's tables: just the entries of pages that were entered, while they are few.
   */
  private void empty(int context) {
    if (neverCleared || entered[context] > MOST_REMEMBERED) {
      emptyFirst(context);
      RawMemory.fill(second(context), SECOND_BYTES, (byte) -1);
      return;
    }
    for (int i = 0; i < entered[context]; i++) {
      long page = pages[context][i];
      invalidate(entry(context, page));
      invalidate(secondEntry(context, page));
    }
  }

  private static void invalidate(long entry) {
    RawMemory.putLong(entry + SoftTlb.READ, SoftTlb.INVALID);
    RawMemory.putLong(entry + SoftTlb.WRITE, SoftTlb.INVALID);
    RawMemory.putLong(entry + SoftTlb.FETCH, SoftTlb.INVALID);
  }

  private int entries(int context) {
    return masks[context] / SoftTlb.ENTRY_BYTES + 1;
  }

  /** An entry is about to be made for {@code page}. */
  void note(int context, long page, boolean global) {
    used |= 1 << context;
    remember(context, page);
    globals.note(context, page, global);
  }

  /**
   * A context is about to get one more entry. Tables that are filled over and over grow, and are
   * empty then.
   *
   * @return whether it has grown
   */
  boolean countFill(int context, int maxEntries) {
    int entries = entries(context);
    if (++fills[context] <= 2 * entries || entries >= maxEntries) {
      return false;
    }
    fills[context] = 0;
    masks[context] = (2 * entries - 1) * SoftTlb.ENTRY_BYTES;
    emptyFirst(context);
    return true;
  }

  private void remember(int context, long page) {
    int count = entered[context];
    if (count > MOST_REMEMBERED) {
      return;
    }
    entered[context] = count + 1;
    if (count == MOST_REMEMBERED) {
      return;
    }
    if (count == pages[context].length) {
      pages[context] = Arrays.copyOf(pages[context], Math.max(32, 2 * count));
    }
    pages[context][count] = page;
  }

  void noteLarge(long address, long pageSize, boolean global) {
    (global ? largeGlobals : large).add(address, pageSize);
  }

  /**
   * Whether all contexts that know the code at {@code address} know it as global, and at least one
   * does.
   */
  boolean isGlobalCode(long address) {
    long page = address & SoftTlb.PAGE_MASK;
    boolean found = false;
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0
          && (RawMemory.getLong(entry(context, page) + SoftTlb.FETCH) == page
              || RawMemory.getLong(secondEntry(context, page) + SoftTlb.FETCH) == page)) {
        if (!globals.contains(context, page)) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  /**
   * Forgets the page of {@code address} and the jumps into it; where pages are large, all of the
   * page's place.
   */
  void forgetPage(long address, boolean globalsToo) {
    long mask = large.maskOf(address);
    if (globalsToo) {
      mask &= largeGlobals.maskOf(address);
    }
    if (mask == 0) {
      forgetAll(globalsToo);
    } else if (mask != SoftTlb.PAGE_MASK) {
      forgetRegion(address, mask, globalsToo);
    } else {
      forgetSmallPage(address & SoftTlb.PAGE_MASK, globalsToo);
    }
  }

  /** At the next use. */
  void forgetAll(boolean globalsToo) {
    if (globalsToo) {
      stale = Stale.ALL;
    } else if (stale == Stale.NOTHING) {
      stale = Stale.ITS_OWN;
    }
  }

  private void forgetSmallPage(long page, boolean globalsToo) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0 && (globalsToo || !globals.contains(context, page))) {
        forgetEntry(entry(context, page), page);
        forgetEntry(secondEntry(context, page), page);
      }
    }
    jumps.forgetPage(page, globalsToo);
  }

  private static void forgetEntry(long entry, long page) {
    forget(entry + SoftTlb.READ, page);
    forget(entry + SoftTlb.WRITE, page);
    forget(entry + SoftTlb.FETCH, page);
  }

  private static void forget(long tag, long page) {
    if ((RawMemory.getLong(tag) & ~SoftTlb.TELL) == page) {
      RawMemory.putLong(tag, SoftTlb.INVALID);
    }
  }

  /** No entry for virtual page {@code page} lets its host page {@code hostPage} be written. */
  void protect(long hostPage, long page) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0) {
        protectEntry(secondEntry(context, page), hostPage, 4096);
        protectEntry(entry(context, page), hostPage, 4096);
      }
    }
  }

  /** No entry at all lets {@code hostPage} be written. */
  void protectAll(long hostPage) {
    protectRange(hostPage, 4096);
  }

  /** No entry at all lets a page of {@code [host, host + length)} be written. */
  void protectRange(long host, long length) {
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0) {
        protectTable(second(context), SECOND_MASK, host, length);
        protectTable(table(context), masks[context], host, length);
      }
    }
  }

  private static void protectTable(long table, int mask, long host, long length) {
    for (int i = 0; i <= mask; i += SoftTlb.ENTRY_BYTES) {
      protectEntry(table + i, host, length);
    }
  }

  /** The entry's owner may be replacing it just now: then its tag is left alone. */
  private static void protectEntry(long entry, long host, long length) {
    long page = RawMemory.getLongVolatile(entry + SoftTlb.WRITE);
    long at = page + RawMemory.getLong(entry + SoftTlb.ADDEND) - host;
    if (page != SoftTlb.INVALID && Long.compareUnsigned(at, length) < 0) {
      long _ = RawMemory.compareAndExchangeLong(entry + SoftTlb.WRITE, page, page | SoftTlb.TELL);
    }
  }
}
