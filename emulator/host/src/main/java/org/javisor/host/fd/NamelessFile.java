package org.javisor.host.fd;

import java.lang.foreign.Arena;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/** Files in memory, which no path leads to: memfd_create(2). */
public final class NamelessFile {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_HUGETLB = 4;

  /** The logarithm of a huge page's bytes stands from this bit on. */
  private static final int MFD_HUGE_SHIFT = 26;

  private static final int F_SEAL_SEAL_SHRINK_GROW = 1 | 2 | 4;

  /** Which pages a file is made of. */
  public enum Pages {
    ORDINARY,
    HUGE
  }

  private NamelessFile() {}

  /**
   * A new file of no bytes, which can be sealed.
   *
   * @param name for people who look at the process
   * @param pageBytes of a huge page, a power of two; 0 leaves it to the host
   */
  public static Fd create(String name, Pages pages, long pageBytes) throws HostException {
    int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    if (pages == Pages.HUGE) {
      flags |= MFD_HUGETLB;
      flags |= pageBytes == 0 ? 0 : Long.numberOfTrailingZeros(pageBytes) << MFD_HUGE_SHIFT;
    }
    try (Arena arena = Arena.ofConfined()) {
      long number = Libc.MEMFD_CREATE.call(Libc.string(arena, name), flags);
      return Fd.adopt((int) HostException.check(number, "create", name));
    }
  }

  /** Nobody can make {@code file} shorter or longer from now on, nor take this back. */
  public static void seal(Fd file) throws HostException {
    file.control(FdControl.ADD_SEALS, F_SEAL_SEAL_SHRINK_GROW, "seal");
  }
}
