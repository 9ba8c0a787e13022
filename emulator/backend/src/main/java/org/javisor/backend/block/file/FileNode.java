package org.javisor.backend.block.file;

import java.io.IOException;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FileSpace;
import org.javisor.host.fd.FileType;
import org.javisor.host.memory.Mapping;

/**
 * The bytes of a file or of a block device. Any thread.
 *
 * <p>Spec: none, a file has no format.
 */
public final class FileNode implements BlockNode {
  private static final long ZERO_CHUNK = 1 << 20;

  /** Shorter ranges are written: that is quicker than a transaction of the file system. */
  private static final long WORTH_ASKING = 1 << 17;

  private final String name;
  private final Fd file;
  private final Runnable whenClosed;
  private final boolean readOnly;
  private final boolean device;
  private volatile long size;
  private volatile boolean lost;
  private volatile boolean unsynced;

  /**
   * A node over an open descriptor.
   *
   * @param name the node's name in messages
   * @param whenClosed run when the node is closed; closes {@code file}
   * @throws IOException when it is neither a file nor a block device, or cannot be written though
   *     it is to be; the message says which
   */
  public FileNode(String name, Fd file, Runnable whenClosed, boolean readOnly) throws IOException {
    this.name = name;
    this.file = file;
    this.whenClosed = whenClosed;
    this.readOnly = readOnly;
    FileType type = file.fileType();
    if (type != FileType.REGULAR && type != FileType.BLOCK_DEVICE) {
      throw new IOException("'" + name + "' is neither a regular file nor a block device");
    }
    if (!readOnly && file.accessMode() == AccessMode.READ_ONLY) {
      throw new IOException(
          "image '" + name + "': " + file + " is open for reading only: make the disk read-only");
    }
    this.device = type == FileType.BLOCK_DEVICE;
    this.size = file.size();
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
    grown(offset + length);
  }

  private void grown(long end) {
    if (end > size) {
      synchronized (this) {
        size = Math.max(size, end);
      }
    }
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
    if (length < WORTH_ASKING || device || !FileSpace.zero(file, offset, length)) {
      writeZeroBytes(offset, length);
    }
    grown(offset + length);
  }

  private void writeZeroBytes(long offset, long length) throws IOException {
    // Pages that nobody has touched: they cost no memory.
    try (Mapping zeroes = Mapping.anonymous(Math.min(length, ZERO_CHUNK))) {
      for (long done = 0; done < length; done += ZERO_CHUNK) {
        long count = Math.min(length - done, ZERO_CHUNK);
        file.pwriteFully(zeroes.address(), count, offset + done);
      }
    }
  }

  /** Takes room on the host for a range, as far as its file system can. */
  public void reserve(long offset, long length) throws IOException {
    requireWritable();
    if (!device && FileSpace.reserve(file, offset, length)) {
      grown(offset + length);
    }
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable();
    if (length > 0 && !device) {
      boolean _ = FileSpace.punchHole(file, offset, length); // it is a hint only
    }
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    long end = offset + length;
    long data = device ? offset : FileSpace.nextData(file, offset, end);
    if (data > offset) {
      return new Extent(data - offset, Extent.Kind.ZERO, OptionalLong.of(offset));
    }
    long hole = device ? end : FileSpace.nextHole(file, offset, end);
    return new Extent(
        Math.max(hole, offset + 1) - offset, Extent.Kind.DATA, OptionalLong.of(offset));
  }

  @Override
  public synchronized void truncate(long sizeBytes) throws IOException {
    requireWritable();
    if (device) {
      throw new IOException("image '" + name + "': the size of a block device is fixed");
    }
    file.truncate(sizeBytes);
    size = sizeBytes;
  }

  /**
   * From now on a flush does nothing: what is written is worth nothing until all of it is there.
   */
  public void neverSync() {
    unsynced = true;
  }

  /** Bytes that the file takes on its disk. */
  public long allocatedBytes() throws IOException {
    return file.allocatedBytes();
  }

  /** After one that failed all fail: the host may have dropped what it could not write. */
  @Override
  public void flush() throws IOException {
    if (readOnly || unsynced) {
      return;
    }
    if (lost) {
      throw new IOException("image '" + name + "': an earlier flush failed, data may be lost");
    }
    try {
      file.dataSync();
    } catch (IOException e) {
      lost = true;
      throw e;
    }
  }

  @Override
  public void close() {
    whenClosed.run();
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return name;
  }
}
