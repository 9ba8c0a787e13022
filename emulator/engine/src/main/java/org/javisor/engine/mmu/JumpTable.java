package org.javisor.engine.mmu;

import org.javisor.host.memory.RawMemory;

/**
 * A jump cache that generated code probes: from guest pc and mode to the address of machine code.
 *
 * <p>An entry is 16 bytes: tag, address. The tag is the pc with the mode folded into bits that are
 * alike in every address that can be executed ({@link #modeTag}).
 */
public final class JumpTable {
  public static final int ENTRIES = 4096;
  public static final int ENTRY_BYTES = 16;
  public static final int BYTES = ENTRIES * ENTRY_BYTES;

  /** The index is taken from {@code pc ^ pc >>> MIX_SHIFT}, from bit 1 on. */
  public static final int MIX_SHIFT = 9;

  /** That, times the size of an entry: shifted left by this and masked by {@link #INDEX_MASK}. */
  public static final int INDEX_SHIFT = 3;

  public static final int INDEX_MASK = (ENTRIES - 1) * ENTRY_BYTES;

  private static final int PAGE_SET_WORDS = 256;

  /** Filling the whole table is faster than emptying more entries than these one by one. */
  private static final int MOST_REMEMBERED = 512;

  private final long address;

  /** Pages that entries lead into, hashed: a bit that is 0 means that there is none. */
  private final long[] pages = new long[PAGE_SET_WORDS];

  /** Likewise, of those pages that are not global or whose code goes on in one that is not. */
  private final long[] ownPages = new long[PAGE_SET_WORDS];

  private boolean hasOwn;

  /** Offsets of the entries made since it was empty, and how many were made. */
  private final int[] entered = new int[MOST_REMEMBERED];

  private int count = Integer.MAX_VALUE; // it holds anything

  private final Space space;

  /** At {@code address}, of {@code space}. */
  JumpTable(long address, Space space) {
    this.address = address;
    this.space = space;
  }

  long address() {
    return address;
  }

  /** What a mode changes in a tag. Modes have at most 7 bits, so that no tag is odd. */
  public static long modeTag(int mode) {
    return (long) mode << 57;
  }

  private static long entryOf(long table, long pc) {
    long mixed = pc ^ pc >>> MIX_SHIFT;
    return table + (mixed << INDEX_SHIFT & INDEX_MASK);
  }

  /** The machine code for {@code pc} in the mode of {@code modeTag}, or 0. */
  public long find(long pc, long modeTag) {
    long entry = entryOf(address, pc);
    return RawMemory.getLong(entry) == (pc ^ modeTag) ? RawMemory.getLong(entry + 8) : 0;
  }

  /** Enters machine code; its guest code lies in the page of {@code pc} and, maybe, the next. */
  public void put(long pc, long modeTag, long code) {
    long entry = entryOf(address, pc);
    remember((int) (entry - address));
    RawMemory.putLong(entry, SoftTlb.INVALID);
    RawMemory.putLong(entry + 8, code);
    RawMemory.putLong(entry, pc ^ modeTag);
    mark(pages, pc);
    if (!space.isGlobalCode(pc)) {
      markOwn(pc);
    }
  }

  private void remember(int offset) {
    if (count < MOST_REMEMBERED) {
      entered[count] = offset;
    }
    count = Math.min(count, MOST_REMEMBERED) + 1;
  }

  /** Forgets what was entered for {@code pc}. */
  public void remove(long pc, long modeTag) {
    long entry = entryOf(address, pc);
    if (RawMemory.getLong(entry) == (pc ^ modeTag)) {
      RawMemory.putLong(entry, SoftTlb.INVALID);
    }
  }

  /** Code that was entered for the page before that of {@code address} goes on there. */
  public void note(long address) {
    mark(pages, address);
    if (!space.isGlobalCode(address)) {
      markOwn(address);
      markOwn(address - 4096);
    }
  }

  private void markOwn(long address) {
    mark(ownPages, address);
    hasOwn = true;
  }

  private static void mark(long[] set, long address) {
    int bit = bit(address);
    set[bit >>> 6] |= 1L << bit;
  }

  private static boolean isMarked(long[] set, long address) {
    int bit = bit(address);
    return (set[bit >>> 6] >>> bit & 1) != 0;
  }

  private static int bit(long address) {
    return (int) ((address >>> 12) * 0x9E3779B97F4A7C15L >>> 50);
  }

  /** Forgets everything, or all but what is global, if that lies in the page of {@code address}. */
  void forgetPage(long address, boolean globalsToo) {
    if (globalsToo && isMarked(pages, address)) {
      clear();
    } else if (!globalsToo && isMarked(ownPages, address)) {
      clearOwn();
    }
  }

  /** Forgets what is not global. */
  void clearOwn() {
    if (!hasOwn) {
      return;
    }
    int before = count;
    count = 0;
    if (before > MOST_REMEMBERED) {
      for (int offset = 0; offset < BYTES; offset += ENTRY_BYTES) {
        sift(offset);
      }
    } else {
      for (int i = 0; i < before; i++) {
        sift(entered[i]);
      }
    }
    java.util.Arrays.fill(ownPages, 0);
    hasOwn = false;
  }

  private void sift(int offset) {
    long tag = RawMemory.getLong(address + offset);
    if (tag == SoftTlb.INVALID) {
      return;
    }
    // What the mode is folded into is like the bit below it.
    if (isMarked(ownPages, tag << 7 >> 7)) {
      RawMemory.putLong(address + offset, SoftTlb.INVALID);
    } else {
      remember(offset);
    }
  }

  void clear() {
    if (count == 0) {
      return;
    }
    if (count > MOST_REMEMBERED) {
      RawMemory.fill(address, BYTES, (byte) -1);
    } else {
      for (int i = 0; i < count; i++) {
        RawMemory.putLong(address + entered[i], SoftTlb.INVALID);
      }
    }
    java.util.Arrays.fill(pages, 0);
    java.util.Arrays.fill(ownPages, 0);
    hasOwn = false;
    count = 0;
  }
}
