package org.javisor.backend.block;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * A disk that counts what is done to it. Any thread, as the disk below.
 *
 * <p>Spec: none, what QEMU's {@code query-blockstats} tells.
 */
public final class CountedDisk implements BlockNode {
  private final BlockNode below;
  private final Map<Operation, Count> counts = new EnumMap<>(Operation.class);
  private long highestOffset;
  private volatile boolean discards = true;

  /** What can be done. */
  public enum Operation {
    READ,
    WRITE,
    FLUSH,
    UNMAP
  }

  /**
   * How often something was done.
   *
   * @param operations how often it succeeded
   * @param bytes how many bytes it was done to
   * @param nanos how long it took
   * @param failed how often it did not succeed
   */
  public record Count(long operations, long bytes, long nanos, long failed) {
    private static final Count NONE = new Count(0, 0, 0, 0);
  }

  private interface Work {
    void run() throws IOException;
  }

  public CountedDisk(BlockNode below) {
    this.below = below;
  }

  /** Whether the disk below hears of what is not needed any more. */
  void setDiscards(boolean wanted) {
    discards = wanted;
  }

  /** The disk whose operations are counted. */
  public BlockNode inner() {
    return below;
  }

  /** How often {@code operation} was done. */
  public synchronized Count count(Operation operation) {
    return counts.getOrDefault(operation, Count.NONE);
  }

  /** The end of what has been written. */
  public synchronized long highestOffset() {
    return highestOffset;
  }

  private void counted(Operation operation, long bytes, Work work) throws IOException {
    long begin = System.nanoTime();
    boolean done = false;
    try {
      work.run();
      done = true;
    } finally {
      add(operation, bytes, System.nanoTime() - begin, done);
    }
  }

  private synchronized void add(Operation operation, long bytes, long nanos, boolean done) {
    Count before = count(operation);
    counts.put(
        operation,
        done
            ? new Count(
                before.operations() + 1,
                before.bytes() + bytes,
                before.nanos() + nanos,
                before.failed())
            : new Count(before.operations(), before.bytes(), before.nanos(), before.failed() + 1));
  }

  private synchronized void reach(long end) {
    highestOffset = Math.max(highestOffset, end);
  }

  @Override
  public long sizeBytes() {
    return below.sizeBytes();
  }

  @Override
  public boolean readOnly() {
    return below.readOnly();
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    counted(Operation.READ, length, () -> below.read(offset, address, length));
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    counted(Operation.WRITE, length, () -> below.write(offset, address, length));
    reach(offset + length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    counted(Operation.WRITE, length, () -> below.writeZeroes(offset, length));
    reach(offset + length);
  }

  @Override
  public void flush() throws IOException {
    counted(Operation.FLUSH, 0, below::flush);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    counted(
        Operation.UNMAP,
        length,
        () -> {
          if (discards) {
            below.discard(offset, length);
          }
        });
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    return below.extent(offset, length);
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    below.truncate(sizeBytes);
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return below.toString();
  }

  @Override
  public void close() throws IOException {
    below.close();
  }
}
