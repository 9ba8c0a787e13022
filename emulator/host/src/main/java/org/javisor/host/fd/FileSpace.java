package org.javisor.host.fd;

import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/** What room a file takes on its disk. Offsets and lengths are bytes. */
public final class FileSpace {
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;
  private static final int ZERO_RANGE = 16;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private FileSpace() {}

  /**
   * Gives a range back to the file system; it reads as zero afterwards.
   *
   * @return false when the file system cannot do that; then nothing has happened
   */
  public static boolean punchHole(Fd file, long offset, long length) throws HostException {
    return allocate(file, PUNCH_HOLE | KEEP_SIZE, offset, length);
  }

  /**
   * Makes a range read as zero and keeps its room.
   *
   * @return false when the file system cannot do that; then nothing has happened
   */
  public static boolean zero(Fd file, long offset, long length) throws HostException {
    return allocate(file, ZERO_RANGE, offset, length);
  }

  /**
   * Takes room for a range, which makes the file longer if need be.
   *
   * @return false when the file system cannot do that; then nothing has happened
   */
  public static boolean reserve(Fd file, long offset, long length) throws HostException {
    return allocate(file, 0, offset, length);
  }

  private static boolean allocate(Fd file, int mode, long offset, long length)
      throws HostException {
    int number = file.hold();
    try {
      long result;
      do {
        result = Libc.FALLOCATE.call(number, mode, offset, length);
      } while (Libc.interrupted(result));
      if (result < 0) {
        HostException failure = HostException.last("allocate in", file.toString());
        if (failure.errno() == Errno.EOPNOTSUPP.number()
            || failure.errno() == Errno.ENODEV.number()
            || failure.errno() == Errno.ENOSYS.number()) {
          return false;
        }
        throw failure;
      }
      return true;
    } finally {
      file.letGo();
    }
  }

  /** Where the first data at or after {@code offset} are; {@code end} if there are none. */
  public static long nextData(Fd file, long offset, long end) throws HostException {
    return seek(file, SEEK_DATA, offset, end);
  }

  /** Where the first hole at or after {@code offset} is; {@code end} if there is none. */
  public static long nextHole(Fd file, long offset, long end) throws HostException {
    return seek(file, SEEK_HOLE, offset, end);
  }

  private static long seek(Fd file, int what, long offset, long end) throws HostException {
    int number = file.hold();
    try {
      long at = Libc.LSEEK.call(number, offset, what);
      if (at >= 0) {
        return Math.min(at, end);
      }
      HostException failure = HostException.last("seek in", file.toString());
      if (failure.errno() == Errno.ENXIO.number()) {
        return end;
      }
      throw failure;
    } finally {
      file.letGo();
    }
  }
}
