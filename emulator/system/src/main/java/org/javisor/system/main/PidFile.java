package org.javisor.system.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.process.OwnProcess;
import org.javisor.system.config.ConfigException;

/** A file with this process's number, locked as long as the process lives. */
final class PidFile implements AutoCloseable {
  private static final int PERMISSIONS = 0600;

  private final Fd fd;
  private final Optional<Path> path;

  private PidFile(Fd fd, Optional<Path> path) {
    this.fd = fd;
    this.path = path;
  }

  /** Makes, locks and fills it. */
  static PidFile create(String name, FdSets sets) throws ConfigException {
    try {
      PidFile file =
          FdSets.isName(name)
              ? new PidFile(
                  sets.open(name, AccessMode.WRITE_ONLY, OpenFlag.CREATE).fd(), Optional.empty())
              : open(Path.of(name));
      file.fill();
      return file;
    } catch (FdSetException e) {
      throw new ConfigException("cannot create PID file: " + e.getMessage(), e);
    } catch (InvalidPathException e) {
      throw new ConfigException("cannot create PID file: " + e.getMessage(), e);
    } catch (HostException e) {
      String what =
          e.operation().equals("lock") ? "Cannot lock pid file" : "Could not create '" + name + "'";
      throw new ConfigException(
          "cannot create PID file: " + what + ": " + Errno.text(e.errno()), e);
    }
  }

  private static PidFile open(Path path) throws HostException {
    Fd fd = Fd.open(path, AccessMode.READ_WRITE, PERMISSIONS, OpenFlag.CREATE);
    try {
      fd.lock();
      return new PidFile(fd, Optional.of(path.toAbsolutePath()));
    } catch (HostException e) {
      fd.close();
      throw e;
    }
  }

  private void fill() throws HostException {
    fd.truncate(0);
    byte[] text = (OwnProcess.id() + "\n").getBytes(StandardCharsets.US_ASCII);
    fd.writeFully(text, 0, text.length);
  }

  /** Removes it. */
  @Override
  public void close() {
    if (path.isPresent()) {
      try {
        Files.deleteIfExists(path.get());
      } catch (IOException e) {
        // A confined process may not; whoever reads the number finds nobody.
      }
    }
    fd.close();
  }
}
