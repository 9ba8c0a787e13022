package org.javisor.backend.block.raw;

import java.io.IOException;
import org.javisor.backend.block.BlockBackend;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FileType;
import org.javisor.host.memory.Mapping;

/**
 * A disk whose bytes are those of a file or of a block device, in the same order.
 *
 * <p>Spec: none, a raw image has no format.
 */
public final class RawImage implements BlockBackend {
  private static final int SECTOR = 512;
  private static final long ZERO_CHUNK = 1 << 20;

  private final String name;
  private final Fd file;
  private final Runnable whenClosed;
  private final long size;
  private final boolean readOnly;

  /**
   * A disk over an open descriptor.
   *
   * @param name the disk's name in messages
   * @param whenClosed run when the image is closed; closes {@code file}
   * @throws IOException when it is neither a file nor a block device, does not consist of whole
   *     sectors, or cannot be written though it is to be; the message says which
   */
  public RawImage(String name, Fd file, Runnable whenClosed, boolean readOnly) throws IOException {
    this.name = name;
    this.file = file;
    this.whenClosed = whenClosed;
    this.readOnly = readOnly;
    this.size = checkedSize();
  }

  private long checkedSize() throws IOException {
    FileType type = file.fileType();
    if (type != FileType.REGULAR && type != FileType.BLOCK_DEVICE) {
      throw new IOException(
          "image '" + name + "': " + file + " is neither a file nor a block device");
    }
    if (!readOnly && file.accessMode() == AccessMode.READ_ONLY) {
      throw new IOException(
          "image '" + name + "': " + file + " is open for reading only: make the disk read-only");
    }
    long bytes = file.size();
    if (bytes % SECTOR != 0) {
      throw new IOException(
          "image '" + name + "': size " + bytes + " is not a multiple of " + SECTOR);
    }
    return bytes;
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  /** A file that has become shorter since it was opened is an error, not zeroes. */
  @Override
  public void read(long offset, long address, long length) throws IOException {
    long done = file.preadFully(address, length, offset);
    if (done != length) {
      throw new IOException(
          "image '"
              + name
              + "': the image ends at "
              + (offset + done)
              + ", it had "
              + size
              + " bytes");
    }
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    requireWritable();
    file.pwriteFully(address, length, offset);
  }

  private void requireWritable() throws IOException {
    if (readOnly) {
      throw new IOException("image '" + name + "' is read-only");
    }
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    requireWritable();
    if (length == 0) {
      return;
    }
    // Pages that nobody has touched: they cost no memory.
    try (Mapping zeroes = Mapping.anonymous(Math.min(length, ZERO_CHUNK))) {
      long done = 0;
      while (done < length) {
        long count = Math.min(length - done, ZERO_CHUNK);
        file.pwriteFully(zeroes.address(), count, offset + done);
        done += count;
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (!readOnly) {
      file.dataSync();
    }
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
