package org.javisor.engine.mmu;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which pages of a range of RAM have been written since they were last asked about, by CPUs or
 * devices.
 *
 * <p>Thread-safe, but for one thread at a time that takes. Ends when it is closed.
 */
public final class DirtyLog implements AutoCloseable {
  private static final int PAGE_SHIFT = 12;

  private final DirtyLogs logs;
  private final long gpa;
  private final int pages;
  private final AtomicLongArray dirty;

  DirtyLog(DirtyLogs logs, long gpa, long length) {
    this.logs = logs;
    this.gpa = gpa;
    this.pages = Math.toIntExact(length >>> PAGE_SHIFT);
    this.dirty = new AtomicLongArray((pages + 63) >>> 6);
  }

  long gpa() {
    return gpa;
  }

  long length() {
    return (long) pages << PAGE_SHIFT;
  }

  /** The number of the page of {@code address}, or -1 when that is not in the range. */
  private int page(long address) {
    long offset = address - gpa;
    return Long.compareUnsigned(offset, length()) < 0 ? (int) (offset >>> PAGE_SHIFT) : -1;
  }

  boolean isClean(long address) {
    int page = page(address);
    return page >= 0 && (dirty.get(page >>> 6) >>> (page & 63) & 1) == 0;
  }

  void mark(long address) {
    int page = page(address);
    if (page >= 0) {
      long bit = 1L << (page & 63);
      if ((dirty.get(page >>> 6) & bit) == 0) {
        dirty.getAndUpdate(page >>> 6, old -> old | bit);
      }
    }
  }

  /**
   * The pages written since the last call, or since the log began, by their number in the range.
   * All that was written to them before this returns is in memory by then; what is written later
   * makes them dirty again.
   *
   * <p>Waits for CPUs that execute guest code to come to the end of an instruction: the caller is
   * none of them and does not hold the machine lock.
   */
  public BitSet take() {
    long[] taken = new long[dirty.length()];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = dirty.getAndSet(i, 0);
    }
    logs.protect(this);
    return BitSet.valueOf(taken);
  }

  @Override
  public void close() {
    logs.remove(this);
  }
}
