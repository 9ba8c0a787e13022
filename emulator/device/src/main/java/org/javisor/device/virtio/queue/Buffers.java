package org.javisor.device.virtio.queue;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.dma.DmaRange;

/**
 * Guest memory in pieces, seen as one sequence of bytes: a device must not care how a driver cuts
 * it.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.7.4.
 *
 * @param ranges the pieces, none empty
 */
public record Buffers(List<DmaRange> ranges) {
  /** Bytes. */
  public long length() {
    long sum = 0;
    for (DmaRange range : ranges) {
      sum += range.length();
    }
    return sum;
  }

  /**
   * {@code bytes} bytes from {@code offset} on, neighbours joined; shorter when there are not so
   * many.
   */
  public Buffers slice(long offset, long bytes) {
    List<DmaRange> pieces = new ArrayList<>();
    long skip = offset;
    long left = bytes;
    for (DmaRange range : ranges) {
      long from = Math.min(skip, range.length());
      long count = Math.min(left, range.length() - from);
      if (count > 0) {
        append(pieces, range.slice(from, count));
      }
      skip -= from;
      left -= Math.max(count, 0);
    }
    return new Buffers(pieces);
  }

  private static void append(List<DmaRange> pieces, DmaRange piece) {
    int last = pieces.size() - 1;
    if (last >= 0 && pieces.get(last).precedes(piece)) {
      pieces.set(last, pieces.get(last).with(piece));
    } else {
      pieces.add(piece);
    }
  }

  /** Copies the first bytes to {@code target}; how many there were. */
  public int copyOut(byte[] target) {
    int done = 0;
    for (DmaRange range : ranges) {
      int count = (int) Math.min(range.length(), target.length - done);
      range.copyOut(0, target, done, count);
      done += count;
    }
    return done;
  }

  /** Copies {@code source} to the first bytes; how many there was room for. */
  public int copyIn(byte[] source) {
    int done = 0;
    for (DmaRange range : ranges) {
      int count = (int) Math.min(range.length(), source.length - done);
      range.copyIn(0, source, done, count);
      done += count;
    }
    return done;
  }

  /** To be called when the first {@code bytes} bytes have been written. */
  public void written(long bytes) {
    long left = bytes;
    for (DmaRange range : ranges) {
      long count = Math.min(left, range.length());
      range.written(0, count);
      left -= count;
    }
  }
}
