package org.javisor.engine.mmu;

import java.util.HashMap;
import java.util.Map;

/**
 * Which virtual pages a soft TLB has let write to a host page without asking, so that they are
 * found again when the host page gets code. Up to two are known for each page; more are "many".
 *
 * <p>Thread-safe.
 */
final class WriterLog {
  private static final int CHUNK_SHIFT = 22;
  private static final int CHUNK_PAGES = 1 << (CHUNK_SHIFT - 12);
  private static final long NONE = 1;
  private static final long MANY = 2;

  private final Map<Long, long[]> chunks = new HashMap<>();
  private long lastKey = -1;
  private long[] last = {};

  /** The virtual pages: up to two, or many. */
  record Writers(long first, long second) {
    boolean many() {
      return second == MANY;
    }

    int count() {
      return first == NONE ? 0 : second == NONE ? 1 : 2;
    }

    long page(int i) {
      return i == 0 ? first : second;
    }
  }

  private static final Writers NOBODY = new Writers(NONE, NONE);

  /** {@code page} may now write to {@code hostPage}. */
  synchronized void record(long hostPage, long page) {
    long[] chunk = chunk(hostPage >>> CHUNK_SHIFT);
    int at = index(hostPage);
    if (chunk[at] == page || chunk[at + 1] == page) {
      return;
    }
    if (chunk[at] == NONE) {
      chunk[at] = page;
    } else {
      chunk[at + 1] = chunk[at + 1] == NONE ? page : MANY;
    }
  }

  /** Who may write to {@code hostPage}; forgotten by this call. */
  synchronized Writers take(long hostPage) {
    long[] chunk = chunks.get(hostPage >>> CHUNK_SHIFT);
    if (chunk == null) {
      return NOBODY;
    }
    int at = index(hostPage);
    Writers found = new Writers(chunk[at], chunk[at + 1]);
    chunk[at] = NONE;
    chunk[at + 1] = NONE;
    return found;
  }

  private static int index(long hostPage) {
    return 2 * (int) (hostPage >>> 12 & (CHUNK_PAGES - 1));
  }

  private long[] chunk(long key) {
    if (key != lastKey) {
      last = chunks.computeIfAbsent(key, WriterLog::emptyChunk);
      lastKey = key;
    }
    return last;
  }

  private static long[] emptyChunk(long key) {
    long[] chunk = new long[2 * CHUNK_PAGES];
    java.util.Arrays.fill(chunk, NONE);
    return chunk;
  }
}
