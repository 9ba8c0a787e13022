package org.javisor.backend.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;

/** A file to write from its beginning. */
public final class OutputFile extends OutputStream {
  private static final int PERMISSIONS = 0666;

  private final Fd fd;
  private final AutoCloseable owner;

  private OutputFile(Fd fd, AutoCloseable owner) {
    this.fd = fd;
    this.owner = owner;
  }

  /**
   * Makes {@code name} empty, or takes a descriptor for writing out of the set that it names.
   *
   * @throws IOException when it cannot be had; its message is the reason
   */
  public static OutputFile create(String name, FdSets sets) throws IOException {
    try {
      if (FdSets.isName(name)) {
        FdSets.Opened opened = sets.open(name, AccessMode.WRITE_ONLY);
        return new OutputFile(opened.fd(), opened);
      }
      Fd fd =
          Fd.open(
              Path.of(name),
              AccessMode.WRITE_ONLY,
              PERMISSIONS,
              OpenFlag.CREATE,
              OpenFlag.TRUNCATE);
      return new OutputFile(fd, fd);
    } catch (InvalidPathException e) {
      throw new IOException(Errno.EINVAL.text(), e);
    } catch (FdSetException e) {
      throw new IOException(e.errno().text(), e);
    } catch (HostException e) {
      throw new IOException(Errno.text(e.errno()), e);
    }
  }

  /** Writes to {@code fd}, which it owns from now on. */
  public static OutputFile of(Fd fd) {
    return new OutputFile(fd, fd);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      fd.writeFully(bytes, offset, length);
    } catch (HostException e) {
      throw new IOException(Errno.text(e.errno()), e);
    }
  }

  @Override
  public void close() {
    if (owner instanceof FdSets.Opened opened) {
      opened.close();
    } else {
      fd.close();
    }
  }
}
