package org.javisor.host;

import org.javisor.host.libc.Libc;

/** Facts about the machine and the process that we run in. */
public final class HostInfo {
  private static final int SC_PAGESIZE = 30;
  private static final int SC_PHYS_PAGES = 85;

  private HostInfo() {}

  /** Bytes in a page: 4096, on some AArch64 hosts 16384 or 65536. */
  public static long pageSize() {
    return Libc.SYSCONF.call(SC_PAGESIZE);
  }

  /** Processors that this process may use, at least one. */
  public static int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Bytes of memory in the machine. */
  public static long physicalMemory() {
    return Libc.SYSCONF.call(SC_PHYS_PAGES) * pageSize();
  }

  /** This process's number. */
  public static int pid() {
    return (int) Libc.GETPID.call();
  }

  /** Whether the host is a 64-bit ARM; it is x86-64 otherwise. */
  public static boolean isAarch64() {
    return System.getProperty("os.arch").equals("aarch64");
  }
}
