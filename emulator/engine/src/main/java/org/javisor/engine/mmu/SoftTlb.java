package org.javisor.engine.mmu;

import org.javisor.engine.isa.Access;
import org.javisor.host.memory.RawMemory;

/**
 * Recently used translations of one vCPU, off heap: for each of eight MMU indices a direct-mapped
 * table of {@value #ENTRIES} entries.
 *
 * <p>An entry is 32 bytes: read tag, write tag, fetch tag, addend. A tag is the page's virtual
 * address, or {@link #INVALID}, which no page has; host address = virtual address + addend. An
 * access of n bytes at {@code va} hits when {@code (va + n - 1) & PAGE_MASK} equals the tag at
 * {@code va}'s entry, so that page-crossing accesses miss.
 */
public final class SoftTlb {
  public static final int ENTRIES = 1024;
  public static final int CONTEXTS = 8;
  public static final int ENTRY_BYTES = 32;
  public static final int READ = 0;
  public static final int WRITE = 8;
  public static final int FETCH = 16;
  public static final int ADDEND = 24;
  public static final long PAGE_MASK = -4096L;

  /** Bytes of one context's table. */
  public static final int CONTEXT_BYTES = ENTRIES * ENTRY_BYTES;

  /** Bytes of all tables. */
  public static final int BYTES = CONTEXTS * CONTEXT_BYTES;

  /** A tag that matches no page: not page-aligned. */
  public static final long INVALID = 1;

  /**
   * {@code (va >>> 7) & INDEX_MASK} is the byte offset of an address's entry: page number modulo
   * entries, times 32.
   */
  public static final int INDEX_SHIFT = 7;

  public static final int INDEX_MASK = (ENTRIES - 1) * ENTRY_BYTES;

  private final long base;
  private final boolean[] used = new boolean[CONTEXTS];
  private final AddressSet large = new AddressSet(21);
  private final AddressSet huge = new AddressSet(30);

  /** Lays the tables out at {@code base}, {@link #BYTES} long. */
  public SoftTlb(long base) {
    this.base = base;
    for (int context = 0; context < CONTEXTS; context++) {
      clear(context);
    }
  }

  /** The address of the table for {@code context}. */
  public long table(int context) {
    return base + (long) context * CONTEXT_BYTES;
  }

  private long entry(int context, long address) {
    return table(context) + ((address >>> INDEX_SHIFT) & INDEX_MASK);
  }

  /** The host address of {@code address} for {@code access}, or 0 when it is not cached. */
  public long lookup(int context, long address, Access access) {
    long entry = entry(context, address);
    int tag =
        switch (access) {
          case READ -> READ;
          case WRITE -> WRITE;
          case FETCH -> FETCH;
        };
    return RawMemory.getLong(entry + tag) == (address & PAGE_MASK)
        ? address + RawMemory.getLong(entry + ADDEND)
        : 0;
  }

  /** What an entry allows. */
  public record Rights(boolean read, boolean write, boolean fetch) {}

  /**
   * Enters the 4 KiB page of {@code address}, whose bytes are at {@code hostPage}, in place of what
   * was there.
   */
  public void enter(int context, long address, long hostPage, Rights rights) {
    used[context] = true;
    long page = address & PAGE_MASK;
    long entry = entry(context, address);
    setTag(entry + READ, page, rights.read());
    setTag(entry + WRITE, page, rights.write());
    setTag(entry + FETCH, page, rights.fetch());
    RawMemory.putLong(entry + ADDEND, hostPage - page);
  }

  private static void setTag(long at, long page, boolean allowed) {
    RawMemory.putLong(at, allowed ? page : INVALID);
  }

  /** Remembers that {@code address} lies in a page of {@code pageSize} bytes, more than 4 KiB. */
  public void noteLarge(long address, long pageSize) {
    if (pageSize <= 1 << 21) {
      large.add(address);
    } else {
      huge.add(address);
    }
  }

  /** Forgets everything. */
  public void flush() {
    for (int context = 0; context < CONTEXTS; context++) {
      if (used[context]) {
        clear(context);
      }
    }
    large.clear();
    huge.clear();
  }

  /**
   * Forgets the page of {@code address} in every context; all pages when it is part of a large one.
   */
  public boolean flushPage(long address) {
    if (large.contains(address) || huge.contains(address)) {
      flush();
      return true;
    }
    for (int context = 0; context < CONTEXTS; context++) {
      if (used[context]) {
        clearEntry(entry(context, address));
      }
    }
    return false;
  }

  /**
   * Takes the right to write without asking from every entry for the host page at {@code hostPage}.
   */
  public void protectHostPage(long hostPage) {
    for (int context = 0; context < CONTEXTS; context++) {
      if (used[context]) {
        protectHostPage(table(context), hostPage);
      }
    }
  }

  private static void protectHostPage(long table, long hostPage) {
    for (int i = 0; i < CONTEXT_BYTES; i += ENTRY_BYTES) {
      long tag = RawMemory.getLong(table + i + WRITE);
      if (tag != INVALID && tag + RawMemory.getLong(table + i + ADDEND) == hostPage) {
        RawMemory.putLong(table + i + WRITE, INVALID);
      }
    }
  }

  private void clear(int context) {
    used[context] = false;
    long table = table(context);
    for (int i = 0; i < CONTEXT_BYTES; i += ENTRY_BYTES) {
      clearEntry(table + i);
    }
  }

  private static void clearEntry(long entry) {
    RawMemory.putLong(entry + READ, INVALID);
    RawMemory.putLong(entry + WRITE, INVALID);
    RawMemory.putLong(entry + FETCH, INVALID);
  }
}
