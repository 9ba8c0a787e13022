package org.javisor.device.storage;

import java.io.IOException;
import org.javisor.backend.block.BlockBackend;
import org.javisor.host.memory.RawMemory;

/** A disk in the heap that counts flushes and checks what it is asked for. */
final class MemoryDisk implements BlockBackend {
  static final byte DISCARDED = 0x5D;

  final byte[] content;
  volatile int flushes;
  int transfers;
  volatile boolean failing;

  MemoryDisk(int sectors) {
    content = new byte[sectors * BlkRequest.SECTOR];
  }

  @Override
  public long sizeBytes() {
    return content.length;
  }

  @Override
  public boolean readOnly() {
    return false;
  }

  private void check() throws IOException {
    if (failing) {
      throw new IOException("the disk fails");
    }
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    check();
    transfers++;
    RawMemory.copyIn(content, (int) offset, address, (int) length);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    check();
    transfers++;
    RawMemory.copyOut(address, content, (int) offset, (int) length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    check();
    java.util.Arrays.fill(content, (int) offset, (int) (offset + length), (byte) 0);
  }

  /** Marked, so that tests see it. */
  @Override
  public void discard(long offset, long length) throws IOException {
    check();
    java.util.Arrays.fill(content, (int) offset, (int) (offset + length), DISCARDED);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the disk's thread writes
  public void flush() throws IOException {
    check();
    flushes++;
  }

  @Override
  public void close() {
    // Nothing to give back.
  }
}
