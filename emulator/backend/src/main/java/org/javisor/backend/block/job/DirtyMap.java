package org.javisor.backend.block.job;

import java.util.TreeMap;

/**
 * Which parts of a disk have changed, or are still to be copied. Memory is taken for what is marked
 * only. Any thread.
 *
 * <p>Spec: none.
 */
public final class DirtyMap {
  private static final int PAGE_BITS = 15; // 4 KiB
  private static final int WORDS = 1 << PAGE_BITS - 6;

  private long size;
  private final int shift;
  private final TreeMap<Long, long[]> pages = new TreeMap<>();
  private long count;

  /**
   * A map with nothing marked.
   *
   * @param size of the disk, in bytes
   * @param granularity bytes that are marked together; a power of two
   */
  public DirtyMap(long size, long granularity) {
    if (Long.bitCount(granularity) != 1) {
      throw new IllegalArgumentException("granularity " + granularity);
    }
    this.size = size;
    this.shift = Long.numberOfTrailingZeros(granularity);
  }

  /** The same marks, for somebody else to change. */
  public synchronized DirtyMap copy() {
    DirtyMap other = new DirtyMap(size, granularity());
    pages.forEach((number, page) -> other.pages.put(number, page.clone()));
    other.count = count;
    return other;
  }

  /** The disk has another size: marks after its end are gone. */
  public synchronized void resize(long bytes) {
    if (bytes < size) {
      long first = bytes + granularity() - 1 >> shift;
      for (long bit = next(first); bit >= 0; bit = next(bit)) {
        clear(bit);
      }
    }
    size = bytes;
  }

  /** No part is marked any more. */
  public synchronized void clear() {
    pages.clear();
    count = 0;
  }

  /** Marks what is marked in {@code other}, whose parts may be larger or smaller. */
  public void merge(DirtyMap other) {
    DirtyMap from = other == this ? copy() : other;
    for (Range range = from.find(0, Long.MAX_VALUE >> 1);
        range.length() > 0;
        range = from.find(range.offset() + range.length(), Long.MAX_VALUE >> 1)) {
      mark(range.offset(), range.length());
      if (range.offset() + range.length() >= from.size()) {
        break;
      }
    }
  }

  private synchronized long size() {
    return size;
  }

  /** Bytes of all marked parts, as if they were whole. */
  public synchronized long wholeBytes() {
    return count << shift;
  }

  /** A part of the disk. */
  public record Range(long offset, long length) {}

  /** Bytes that are marked together. */
  public long granularity() {
    return 1L << shift;
  }

  /** Bytes that are marked, whole parts up to the disk's end. */
  public synchronized long bytes() {
    long whole = count << shift;
    boolean cut = (size & granularity() - 1) != 0 && get(size >> shift);
    return cut ? whole - granularity() + (size & granularity() - 1) : whole;
  }

  public synchronized boolean isEmpty() {
    return count == 0;
  }

  /** Marks each part that a range meets; what is not inside the disk does not count. */
  public synchronized void mark(long offset, long length) {
    long end = Math.min(size, offset + length);
    for (long bit = offset >> shift; bit << shift < end; bit++) {
      set(bit);
    }
  }

  /** Takes the mark from each part that a range meets. */
  public synchronized void unmark(long offset, long length) {
    long end = Math.min(size, offset + length);
    for (long bit = offset >> shift; bit << shift < end; bit++) {
      clear(bit);
    }
  }

  /** Whether a part that the range meets is marked. */
  public synchronized boolean meets(long offset, long length) {
    long next = next(offset >> shift);
    return next >= 0 && next << shift < Math.min(size, offset + length);
  }

  /**
   * The first marked range that begins at or after the part with {@code from}, and at most {@code
   * most} bytes of it.
   *
   * @return a length of 0 when there is none
   */
  public synchronized Range find(long from, long most) {
    long first = next(from >> shift);
    if (first < 0) {
      return new Range(size, 0);
    }
    long end = first + 1;
    while (end - first << shift < most && get(end)) {
      end++;
    }
    long offset = first << shift;
    return new Range(offset, Math.min(end << shift, size) - offset);
  }

  private boolean get(long bit) {
    long[] page = pages.get(bit >> PAGE_BITS);
    return page != null && (page[word(bit)] >>> bit & 1) != 0;
  }

  private static int word(long bit) {
    return (int) (bit >> 6 & WORDS - 1);
  }

  private void set(long bit) {
    long[] page = pages.computeIfAbsent(bit >> PAGE_BITS, _ -> new long[WORDS]);
    long before = page[word(bit)];
    page[word(bit)] = before | 1L << bit;
    count += before == page[word(bit)] ? 0 : 1;
  }

  private void clear(long bit) {
    long[] page = pages.get(bit >> PAGE_BITS);
    if (page != null && get(bit)) {
      page[word(bit)] &= ~(1L << bit);
      count--;
    }
  }

  private long next(long from) {
    Long number = from >> PAGE_BITS;
    long start = from;
    for (number = pages.ceilingKey(number); number != null; number = pages.higherKey(number)) {
      long[] page = pages.get(number);
      long begin = Math.max(start, number << PAGE_BITS);
      long last = number + 1 << PAGE_BITS;
      for (long bit = begin; bit < last; bit = (bit | 63) + 1) {
        long word = page[word(bit)] >>> bit;
        if (word != 0) {
          return bit + Long.numberOfTrailingZeros(word);
        }
      }
    }
    return -1;
  }
}
