package org.javisor.backend.chardev;

import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;

/**
 * A file opened by its name, or taken out of a set of descriptors.
 *
 * @param owner what closing closes
 */
record HostFile(Fd fd, AutoCloseable owner) implements AutoCloseable {
  private static final int PERMISSIONS = 0666;

  /** Opens a file; the reason of a failure is an error number. */
  static HostFile open(FdSets sets, String name, AccessMode access, OpenFlag... flags)
      throws HostException {
    if (FdSets.isName(name)) {
      try {
        FdSets.Opened opened = sets.open(name, access, flags);
        return new HostFile(opened.fd(), opened);
      } catch (FdSetException e) {
        throw (HostException) new HostException("open", name, e.errno()).initCause(e);
      }
    }
    Fd fd = Fd.open(path(name), access, PERMISSIONS, flags);
    return new HostFile(fd, fd);
  }

  private static java.nio.file.Path path(String name) throws HostException {
    try {
      return java.nio.file.Path.of(name);
    } catch (java.nio.file.InvalidPathException e) {
      throw new HostException("open", name, Errno.EINVAL);
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
