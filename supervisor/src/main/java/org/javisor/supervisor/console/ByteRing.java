package org.javisor.supervisor.console;

/** The last bytes of a stream, oldest dropped first. Not safe for threads by itself. */
final class ByteRing {
  private final byte[] bytes;
  private int start;
  private int length;

  ByteRing(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** Adds bytes; returns how many old or new bytes were lost. */
  int append(byte[] source, int offset, int count) {
    int skipped = Math.max(0, count - bytes.length);
    int lost = Math.max(0, length + count - bytes.length);
    int from = offset + skipped;
    int fresh = count - skipped;
    int dropped = lost - skipped;
    start = (start + dropped) % bytes.length;
    length -= dropped;
    int end = (start + length) % bytes.length;
    int first = Math.min(fresh, bytes.length - end);
    System.arraycopy(source, from, bytes, end, first);
    System.arraycopy(source, from + first, bytes, 0, fresh - first);
    length += fresh;
    return lost;
  }

  /** Removes up to {@code target.length} of the oldest bytes; returns their number. */
  int take(byte[] target) {
    int count = Math.min(length, target.length);
    copy(target, count);
    start = (start + count) % bytes.length;
    length -= count;
    return count;
  }

  /** All bytes, oldest first. */
  byte[] snapshot() {
    byte[] copy = new byte[length];
    copy(copy, length);
    return copy;
  }

  private void copy(byte[] target, int count) {
    int first = Math.min(count, bytes.length - start);
    System.arraycopy(bytes, start, target, 0, first);
    System.arraycopy(bytes, 0, target, first, count - first);
  }
}
