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

  /** Whether its tables hold what must not be used any more. */
  boolean stale = true;

  /** When it was active last. */
  long lastUse;

  /** For each context, what byte offsets of entries are taken modulo to: size minus one entry. */
  final int[] masks = new int[SoftTlb.CONTEXTS];

  final JumpTable jumps;
  private final long base;
  private final int[] fills = new int[SoftTlb.CONTEXTS];
  private final AddressSet large = new AddressSet(21);
  private final AddressSet huge = new AddressSet(30);
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
    this.jumps = new JumpTable(base + TABLES_BYTES);
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
        int entries = entries(context);
        if (fills[context] < entries / 4 && entries > minEntries) {
          masks[context] = (entries / 2 - 1) * SoftTlb.ENTRY_BYTES;
        }
        fills[context] = 0;
        entered[context] = 0;
      }
    }
    neverCleared = false;
    used = 0;
    large.clear();
    huge.clear();
    jumps.clear();
    stale = false;
  }

  /**
   * Empties a context's tables: just the entries of pages that were entered, while they are few.
   */
  private void empty(int context) {
    if (neverCleared || entered[context] > MOST_REMEMBERED) {
      RawMemory.fill(table(context), masks[context] + SoftTlb.ENTRY_BYTES, (byte) -1);
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

  /**
   * An entry is about to be made for {@code page}. Tables that are filled over and over grow, and
   * are empty then.
   *
   * @return whether it has grown
   */
  boolean countFill(int context, long page, int maxEntries) {
    used |= 1 << context;
    remember(context, page);
    int entries = entries(context);
    if (++fills[context] <= 2 * entries || entries >= maxEntries) {
      return false;
    }
    fills[context] = 0;
    masks[context] = (2 * entries - 1) * SoftTlb.ENTRY_BYTES;
    RawMemory.fill(table(context), masks[context] + SoftTlb.ENTRY_BYTES, (byte) -1);
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

  void noteLarge(long address, long pageSize) {
    if (pageSize <= 1 << 21) {
      large.add(address);
    } else {
      huge.add(address);
    }
  }

  boolean isLarge(long address) {
    return large.contains(address) || huge.contains(address);
  }

  /** Forgets the 4 KiB page of {@code address} and the jumps into it. */
  void forgetPage(long address) {
    long page = address & SoftTlb.PAGE_MASK;
    for (int context = 0; context < SoftTlb.CONTEXTS; context++) {
      if ((used >>> context & 1) != 0) {
        forgetEntry(entry(context, address), page);
        forgetEntry(secondEntry(context, address), page);
      }
    }
    jumps.forgetPage(page);
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
