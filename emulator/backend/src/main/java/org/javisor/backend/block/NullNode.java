package org.javisor.backend.block;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.javisor.host.memory.RawMemory;

/**
 * A node that forgets what is written and reads as zero.
 *
 * <p>Spec: none, QEMU's {@code null-co}.
 */
public final class NullNode implements BlockNode {
  private final boolean readOnly;
  private final long latency;
  private volatile long size;

  /**
   * @param latency how long reads, writes and flushes take, in nanoseconds
   */
  public NullNode(long sizeBytes, long latency, boolean readOnly) {
    this.size = sizeBytes;
    this.latency = latency;
    this.readOnly = readOnly;
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void read(long offset, long address, long length) {
    delay();
    RawMemory.fill(address, length, (byte) 0);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    requireWritable();
    delay();
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    requireWritable();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable();
  }

  @Override
  public Extent extent(long offset, long length) {
    return Extent.of(length, Extent.Kind.ZERO);
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    requireWritable();
    size = sizeBytes;
  }

  private void requireWritable() throws IOException {
    if (readOnly) {
      throw new IOException("the disk is read-only");
    }
  }

  /** At once: nothing is kept, and who takes the node away is not to wait for it. */
  @Override
  public void flush() {}

  private void delay() {
    long end = System.nanoTime() + latency;
    for (long left = latency; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {}
}
