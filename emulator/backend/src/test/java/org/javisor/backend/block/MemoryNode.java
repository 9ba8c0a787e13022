package org.javisor.backend.block;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.javisor.host.memory.RawMemory;

/** A node whose bytes are an array that grows. */
public class MemoryNode implements BlockNode {
  private byte[] bytes;

  public MemoryNode(byte[] bytes) {
    this.bytes = bytes;
  }

  public byte[] bytes() {
    return bytes;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean readOnly() {
    return false;
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    if (offset < 0 || offset + length > bytes.length) {
      throw new IOException(length + " bytes at " + offset + " of " + bytes.length);
    }
    RawMemory.copyIn(bytes, (int) offset, address, (int) length);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    byte[] piece = new byte[(int) length];
    RawMemory.copyOut(address, piece, 0, piece.length);
    store(offset, piece);
  }

  /** Every change goes through here. */
  protected void store(long offset, byte[] piece) {
    if (offset + piece.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) offset + piece.length);
    }
    System.arraycopy(piece, 0, bytes, (int) offset, piece.length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    store(offset, new byte[(int) length]);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    // What was there may still be read.
  }

  @Override
  public Extent extent(long offset, long length) {
    return new Extent(length, Extent.Kind.DATA, OptionalLong.of(offset));
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    bytes = Arrays.copyOf(bytes, (int) sizeBytes);
  }

  @Override
  public void flush() throws IOException {}

  @Override
  public void close() throws IOException {}
}
