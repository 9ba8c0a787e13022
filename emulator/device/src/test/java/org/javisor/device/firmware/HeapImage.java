package org.javisor.device.firmware;

import org.javisor.backend.block.BlockBackend;
import org.javisor.host.memory.RawMemory;

/** A flash image in the heap. */
final class HeapImage implements BlockBackend {
  private final byte[] content;
  private final boolean readOnly;

  byte[] bytes() {
    return content;
  }

  HeapImage(int bytes, boolean readOnly) {
    content = new byte[bytes];
    this.readOnly = readOnly;
  }

  @Override
  public long sizeBytes() {
    return content.length;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void read(long offset, long address, long length) {
    RawMemory.copyIn(content, (int) offset, address, (int) length);
  }

  @Override
  public void write(long offset, long address, long length) {
    RawMemory.copyOut(address, content, (int) offset, (int) length);
  }

  @Override
  public void writeZeroes(long offset, long length) {
    java.util.Arrays.fill(content, (int) offset, (int) (offset + length), (byte) 0);
  }

  @Override
  public void discard(long offset, long length) {
    // It stays.
  }

  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  public void close() {
    // Nothing to give back.
  }
}
