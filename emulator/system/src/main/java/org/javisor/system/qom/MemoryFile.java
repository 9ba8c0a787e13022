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
import org.javisor.host.fd.NamelessFile;
import org.javisor.host.fd.OpenFlag;
import org.javisor.qmp.api.ObjectOptions;

/** Files that are guest memory. */
final class MemoryFile {
  /** More than any host gives a process to address. */
  static final long MAX_BYTES = 1L << 47;

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

  /** The file without a name for {@code memory}, of its size rounded up to whole pages. */
  static Fd create(ObjectOptions.MemoryBackendMemfd memory) throws HostObjectException {
    long hugePage = memory.hugetlbsize().orElse(0L);
    if (memory.hugetlbsize().isPresent() && hugePage == 0) {
      throw new HostObjectException(
          "Property 'memory-backend-memfd.hugetlbsize' doesn't take value '0'");
    }
    boolean huge = memory.hugetlb().orElse(false);
    if (huge && hugePage != 0 && Long.bitCount(hugePage) != 1) {
      throw new HostObjectException("Hugepage size must be a power of 2");
    }
    long whole = (memory.size() + HostInfo.pageSize() - 1) & -HostInfo.pageSize();
    if (whole != memory.size()) {
      throw tooSmall(memory.id(), memory.size(), whole);
    }
    try {
      return filled(memory, huge, hugePage);
    } catch (HostException e) {
      throw new HostObjectException("failed to create memfd: " + Errno.text(e.errno()), e);
    }
  }

  private static Fd filled(ObjectOptions.MemoryBackendMemfd memory, boolean huge, long hugePage)
      throws HostException, HostObjectException {
    Fd file =
        NamelessFile.create(
            "memory-backend-memfd",
            huge ? NamelessFile.Pages.HUGE : NamelessFile.Pages.ORDINARY,
            hugePage);
    try {
      file.truncate(memory.size());
      if (memory.seal().orElse(true)) {
        NamelessFile.seal(file);
      }
      return mappable(file, memory.size());
    } catch (HostObjectException e) {
      file.close();
      throw e;
    } catch (HostException e) {
      file.close();
      throw new HostObjectException(
          "failed to resize memfd to "
              + Long.toUnsignedString(memory.size())
              + ": "
              + Errno.text(e.errno()),
          e);
    }
  }

  private static Fd mappable(Fd file, long size) throws HostObjectException {
    if (size > MAX_BYTES) {
      throw new HostObjectException(
          "unable to map backing store for guest RAM: Cannot allocate memory");
    }
    return file;
  }

  private static HostObjectException tooSmall(String id, long size, long wanted) {
    return new HostObjectException(
        id
            + " backing store size 0x"
            + Long.toHexString(size)
            + " is too small for 'size' option 0x"
            + Long.toHexString(wanted)
            + " plus 'offset' option 0x0");
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
        mappable(file, memory.size()).truncate(memory.size());
      } else if (size < memory.size()) {
        throw tooSmall(memory.id(), size, memory.size());
      }
      return file;
    } catch (HostException | HostObjectException e) {
      file.close();
      throw e;
    }
  }
}
