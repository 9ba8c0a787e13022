package org.javisor.host.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/**
 * A terminal whose other side is a program.
 *
 * @param master the program's side
 * @param path what others open as a terminal
 */
public record PseudoTerminal(Fd master, Path path) implements AutoCloseable {
  private static final int O_RDWR_NOCTTY_CLOEXEC = 2 | 0x100 | 0x80000;
  private static final int PATH_BYTES = 128;

  /** A new one. */
  public static PseudoTerminal open() throws HostException {
    long number = Libc.POSIX_OPENPT.call(O_RDWR_NOCTTY_CLOEXEC);
    Fd master = Fd.adopt((int) HostException.check(number, "open", "pseudo-terminal"));
    try (Arena arena = Arena.ofConfined()) {
      HostException.check(Libc.GRANTPT.call(number), "grant", "pseudo-terminal");
      HostException.check(Libc.UNLOCKPT.call(number), "unlock", "pseudo-terminal");
      MemorySegment path = arena.allocate(PATH_BYTES);
      int errno = (int) Libc.PTSNAME_R.call(number, path.address(), PATH_BYTES);
      if (errno != 0) {
        throw new HostException("name", "pseudo-terminal", errno);
      }
      return new PseudoTerminal(master, Path.of(path.getString(0)));
    } catch (HostException e) {
      master.close();
      throw e;
    }
  }

  @Override
  public void close() {
    master.close();
  }
}
