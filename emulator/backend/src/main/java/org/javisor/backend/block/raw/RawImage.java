package org.javisor.backend.block.raw;

import java.io.IOException;
import org.javisor.backend.block.BlockBackend;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;

/**
 * A raw image over an open descriptor.
 *
 * <p>Spec: none, the bytes are the disk's.
 */
public final class RawImage implements BlockBackend {
  private static final int SECTOR = 512;

  private final Fd fd;
  private final Runnable whenClosed;
  private final boolean readOnly;
  private final long size;

  /**
   * @param name for messages
   * @param whenClosed run when the image is closed; closes {@code fd}
   * @throws IOException when it has no size, or one that is not a multiple of 512
   */
  public RawImage(String name, Fd fd, Runnable whenClosed, boolean readOnly) throws IOException {
    this.fd = fd;
    this.whenClosed = whenClosed;
    this.readOnly = readOnly;
    this.size = fd.size();
    if (size % SECTOR != 0) {
      throw new IOException("image '" + name + "': size " + size + " is not a multiple of 512");
    }
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  /** What lies behind a file that has shrunk since reads as zeros. */
  @Override
  public void read(long offset, long address, int length) throws HostException {
    long count = fd.preadFully(address, length, offset);
    if (count < length) {
      org.javisor.host.memory.RawMemory.fill(address + count, length - count, (byte) 0);
    }
  }

  @Override
  public void write(long offset, long address, int length) throws HostException {
    fd.pwriteFully(address, length, offset);
  }

  @Override
  public void flush() throws HostException {
    fd.dataSync();
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
