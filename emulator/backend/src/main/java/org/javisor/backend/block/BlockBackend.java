package org.javisor.backend.block;

import java.io.IOException;

/**
 * A disk: bytes at offsets. Ranges lie wholly inside it; the caller has checked.
 *
 * <p>Spec: none, the seam between devices and formats.
 */
public interface BlockBackend extends AutoCloseable {
  /** A multiple of 512. */
  long sizeBytes();

  boolean readOnly();

  /** Fills {@code length} bytes at host address {@code address} from the disk's {@code offset}. */
  void read(long offset, long address, long length) throws IOException;

  /** Stores {@code length} bytes; not allowed on a read-only disk. */
  void write(long offset, long address, long length) throws IOException;

  /** Makes {@code length} bytes read as zero; not allowed on a read-only disk. */
  void writeZeroes(long offset, long length) throws IOException;

  /**
   * The contents are not needed any more: what is read there afterwards is what was there, or
   * zeroes. Not allowed on a read-only disk.
   */
  void discard(long offset, long length) throws IOException;

  /** Lets {@code listener} know when the size has become another one; on any thread. */
  default void whenResized(Runnable listener) {
    // The size of most never changes.
  }

  /** Everything written so far survives a crash of the host once this returns. */
  void flush() throws IOException;

  @Override
  void close() throws IOException;
}
