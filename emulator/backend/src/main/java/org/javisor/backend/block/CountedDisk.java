package org.javisor.backend.block;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * A user's way to a node: counts what is done, and waits while what disks consist of is changed.
 * Any thread.
 *
 * <p>Spec: none, what QEMU's {@code query-blockstats} tells.
 */
public final class CountedDisk extends ForwardingNode {
  private final BlockNode below;
  private final Gate gate;
  private volatile Runnable resized = () -> {};
  private final Map<Operation, Count> counts = new EnumMap<>(Operation.class);

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
    public static final Count NONE = new Count(0, 0, 0, 0);
  }

  CountedDisk(BlockNode below, Gate gate) {
    this.below = below;
    this.gate = gate;
  }

  @Override
  protected BlockNode target() {
    return below;
  }

  /** How often {@code operation} was done. */
  public synchronized Count count(Operation operation) {
    return counts.getOrDefault(operation, Count.NONE);
  }

  @Override
  public void whenResized(Runnable listener) {
    resized = listener;
  }

  /** The size is another one. */
  void resized() {
    resized.run();
  }

  private void counted(Operation operation, long bytes, Gate.Work work) throws IOException {
    long begin = System.nanoTime();
    boolean done = false;
    try {
      gate.pass(work);
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

  @Override
  public void read(long offset, long address, long length) throws IOException {
    counted(Operation.READ, length, () -> below.read(offset, address, length));
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    counted(Operation.WRITE, length, () -> below.write(offset, address, length));
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    counted(Operation.WRITE, length, () -> below.writeZeroes(offset, length));
  }

  @Override
  public void flush() throws IOException {
    counted(Operation.FLUSH, 0, below::flush);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    counted(Operation.UNMAP, length, () -> below.discard(offset, length));
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    Extent[] found = new Extent[1];
    gate.pass(() -> found[0] = below.extent(offset, length));
    return found[0];
  }

  @Override
  public long copyUp(long offset, long length) throws IOException {
    long[] copied = new long[1];
    gate.pass(() -> copied[0] = below.copyUp(offset, length));
    return copied[0];
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    gate.pass(() -> below.truncate(sizeBytes));
  }
}
