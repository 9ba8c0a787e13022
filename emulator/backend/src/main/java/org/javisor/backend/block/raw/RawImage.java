package org.javisor.backend.block.raw;

import java.io.IOException;
import java.nio.file.Path;
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
  private final long size;
  private final boolean readOnly;

  private RawImage(String name, Fd file, boolean readOnly) throws IOException {
    this.name = name;
    this.file = file;
    this.readOnly = readOnly;
    this.size = checkedSize();
  }

  /**
   * Opens the image at {@code path}.
   *
   * @param name the disk's name in messages
   * @throws IOException when it cannot be opened, is neither a file nor a block device, or does not
   *     consist of whole sectors; the message says which
   */
  public static RawImage open(String name, Path path, boolean readOnly) throws IOException {
    AccessMode access = readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE;
    return over(name, Fd.open(path, access), readOnly);
  }

  /**
   * A disk over a descriptor, which it owns from now on, also when this fails.
   *
   * @throws IOException as {@link #open}
   */
  public static RawImage over(String name, Fd file, boolean readOnly) throws IOException {
    try {
      return new RawImage(name, file, readOnly);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private long checkedSize() throws IOException {
    FileType type = file.fileType();
    if (type != FileType.REGULAR && type != FileType.BLOCK_DEVICE) {
      throw new IOException(
          "disk '" + name + "': " + file + " is neither a file nor a block device");
    }
    if (!readOnly && file.accessMode() == AccessMode.READ_ONLY) {
      throw new IOException(
          "disk '" + name + "': " + file + " is open for reading only: make the disk read-only");
    }
    long bytes = file.size();
    if (bytes % SECTOR != 0) {
      throw new IOException(
          "disk '" + name + "': image size " + bytes + " is not a multiple of " + SECTOR);
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
          "disk '"
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
      throw new IOException("disk '" + name + "' is read-only");
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
    file.close();
  }
}
