package org.javisor.host.fd;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/** Tells when somebody opens a file. */
public final class OpenWatch implements AutoCloseable {
  private static final int IN_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int IN_OPEN = 0x20;

  private final Fd fd;

  private OpenWatch(Fd fd) {
    this.fd = fd;
  }

  /** A new one for {@code path}, which must exist. */
  public static OpenWatch on(Path path) throws HostException {
    long number = Libc.INOTIFY_INIT1.call(IN_CLOEXEC_NONBLOCK);
    Fd fd = Fd.adopt((int) HostException.check(number, "create", "file watch"));
    try (Arena arena = Arena.ofConfined()) {
      HostException.check(
          Libc.INOTIFY_ADD_WATCH.call(number, Libc.string(arena, path.toString()), IN_OPEN),
          "watch",
          "'" + path + "'");
      return new OpenWatch(fd);
    } catch (HostException e) {
      fd.close();
      throw e;
    }
  }

  /** Readable after an opening; not to be closed by others. */
  public Fd fd() {
    return fd;
  }

  /** Forgets the openings until now. */
  public void forget() throws HostException {
    byte[] events = new byte[4096];
    try {
      while (fd.read(events, 0, events.length) > 0) {
        // More of them.
      }
    } catch (HostException e) {
      if (!e.is(Errno.EAGAIN)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
