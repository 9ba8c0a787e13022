package org.javisor.host.fd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/** What statx and ioctl tell of a descriptor; statx has one layout on all architectures. */
final class FdStatus {
  private static final long STATX_BYTES = 256;
  private static final long MODE_OFFSET = 28;
  private static final long SIZE_OFFSET = 40;
  private static final long BLOCKS_OFFSET = 48;
  private static final long BLOCK_BYTES = 512;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_WANTED = 0x1 | 0x2 | 0x200 | 0x400; // type, mode, size, blocks
  private static final long BLKGETSIZE64 = 0x80081272L;

  private FdStatus() {}

  static FileType type(int fd, String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      return FileType.ofMode(statx(fd, name, arena).get(JAVA_SHORT, MODE_OFFSET));
    }
  }

  static long size(int fd, String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = statx(fd, name, arena);
      if (FileType.ofMode(status.get(JAVA_SHORT, MODE_OFFSET)) != FileType.BLOCK_DEVICE) {
        return status.get(JAVA_LONG, SIZE_OFFSET);
      }
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      HostException.check(
          Libc.IOCTL.call(fd, BLKGETSIZE64, bytes.address()), "query size of", name);
      return bytes.get(JAVA_LONG, 0);
    }
  }

  static long allocatedBytes(int fd, String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      return statx(fd, name, arena).get(JAVA_LONG, BLOCKS_OFFSET) * BLOCK_BYTES;
    }
  }

  private static MemorySegment statx(int fd, String name, Arena arena) throws HostException {
    MemorySegment status = arena.allocate(STATX_BYTES, 8);
    long here = Libc.string(arena, "");
    HostException.check(
        Libc.STATX.call(
            new Libc.Arguments(fd, here, AT_EMPTY_PATH, STATX_WANTED, status.address(), 0)),
        "query",
        name);
    return status;
  }
}
