package org.javisor.system.qom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.qmp.api.ObjectOptions;

/** Files that are guest memory. */
final class MemoryFile {
  private static final int PERMISSIONS = 0644;

  private MemoryFile() {}

  /** The file for {@code memory}, of at least its size. */
  static Fd open(ObjectOptions.MemoryBackendFile memory) throws HostObjectException {
    long page = HostInfo.pageSize();
    if (memory.size() % page != 0) {
      throw new HostObjectException(
          "backend 'memory-backend-file' memory size must be multiple of " + page / 1024 + " KiB");
    }
    try {
      Path path = Path.of(memory.memPath());
      return sized(memory, Files.isDirectory(path) ? nameless(path) : named(path));
    } catch (HostException e) {
      throw refused(memory, Errno.text(e.errno()));
    } catch (IOException | InvalidPathException e) {
      throw refused(memory, e.getMessage());
    }
  }

  private static HostObjectException refused(ObjectOptions.MemoryBackendFile memory, String why) {
    return new HostObjectException(
        "can't open backing store " + memory.memPath() + " for guest RAM: " + why);
  }

  private static Fd named(Path path) throws HostException {
    return Fd.open(path, AccessMode.READ_WRITE, PERMISSIONS, OpenFlag.CREATE);
  }

  private static Fd nameless(Path folder) throws IOException, HostException {
    Path file = Files.createTempFile(folder, "javisor-memory", "");
    try {
      return Fd.open(file, AccessMode.READ_WRITE);
    } finally {
      Files.delete(file);
    }
  }

  private static Fd sized(ObjectOptions.MemoryBackendFile memory, Fd file)
      throws HostException, HostObjectException {
    try {
      long size = file.size();
      if (size == 0) {
        file.truncate(memory.size());
      } else if (size < memory.size()) {
        throw new HostObjectException(
            memory.id()
                + " backing store size 0x"
                + Long.toHexString(size)
                + " is too small for 'size' option 0x"
                + Long.toHexString(memory.size())
                + " plus 'offset' option 0x0");
      }
      return file;
    } catch (HostException | HostObjectException e) {
      file.close();
      throw e;
    }
  }
}
