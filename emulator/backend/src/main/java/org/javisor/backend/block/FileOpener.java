package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.file.ImageLock;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;

/** Opens files by path or out of sets of descriptors, and locks them. */
final class FileOpener {
  private final FdSets fdSets;

  FileOpener(FdSets fdSets) {
    this.fdSets = fdSets;
  }

  /**
   * @throws IOException with a message for the operator; nothing is open then
   */
  FileNode open(NodeConfig.File config) throws IOException {
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

  private FileNode open(NodeConfig.File config, boolean readOnly) throws IOException {
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

  private static FileNode node(NodeConfig.File config, boolean readOnly, Fd fd, Runnable whenClosed)
      throws IOException {
    String filename = config.filename();
    Runnable close =
        () -> {
          if (config.locking()) {
            ImageLock.release(fd); // other descriptors of this opening may stay
          }
          whenClosed.run();
        };
    try {
      FileNode node = new FileNode(filename, fd, close, readOnly);
      if (config.locking()) {
        ImageLock.take(fd, filename, !readOnly);
      }
      return node;
    } catch (IOException e) {
      whenClosed.run();
      throw e;
    }
  }
}
