package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.file.ImageLock;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;

/**
 * Opens files by path or out of sets of descriptors.
 *
 * <p>Spec: none, names of files as QEMU has them.
 */
final class FileOpener {
  private final FdSets fdSets;

  /**
   * An open file.
   *
   * @param lock by which others learn of it, if they are to
   */
  record Opened(FileNode node, Optional<ImageLock> lock) {}

  FileOpener(FdSets fdSets) {
    this.fdSets = fdSets;
  }

  /**
   * @throws IOException with a message for the operator; nothing is open then
   */
  Opened open(NodeConfig.File config) throws IOException {
    try {
      return open(config, config.readOnly());
    } catch (RefusedException e) {
      if (!config.autoReadOnly() || config.readOnly()) {
        throw e;
      }
      return open(config, true);
    }
  }

  /** It cannot be opened in this way; perhaps for reading only. */
  private static final class RefusedException extends IOException {
    RefusedException(String message, Exception cause) {
      super(message, cause);
    }
  }

  private Opened open(NodeConfig.File config, boolean readOnly) throws IOException {
    String filename = config.filename();
    AccessMode access = readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE;
    try {
      if (FdSets.isName(filename)) {
        FdSets.Opened opened = fdSets.open(filename, access);
        return node(config, readOnly, opened.fd(), opened::close);
      }
      Fd fd = Fd.open(Path.of(filename), access);
      return node(config, readOnly, fd, fd::close);
    } catch (FdSetException e) {
      throw new RefusedException(e.getMessage(), e);
    } catch (HostException e) {
      throw new RefusedException("Could not open '" + filename + "': " + Errno.text(e.errno()), e);
    } catch (InvalidPathException e) {
      throw new IOException("Could not open '" + filename + "': " + e.getReason(), e);
    }
  }

  private static Opened node(NodeConfig.File config, boolean readOnly, Fd fd, Runnable whenClosed)
      throws IOException {
    String filename = config.filename();
    Optional<ImageLock> lock =
        config.locking() ? Optional.of(new ImageLock(fd, filename)) : Optional.empty();
    Runnable close =
        () -> {
          lock.ifPresent(held -> held.settle(Permissions.NONE)); // other descriptors may stay
          whenClosed.run();
        };
    try {
      return new Opened(new FileNode(filename, fd, close, readOnly), lock);
    } catch (IOException e) {
      whenClosed.run();
      throw e;
    }
  }
}
