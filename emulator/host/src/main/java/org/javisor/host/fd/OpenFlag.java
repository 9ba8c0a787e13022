package org.javisor.host.fd;

import org.javisor.host.HostInfo;

/** Ways to open a file; close-on-exec is always on. */
public enum OpenFlag {
  /** Every write goes to the end. */
  APPEND,
  /** Make the file when it is missing. */
  CREATE,
  /** Bypass the host's page cache; memory, offset and length must be aligned. */
  DIRECT,
  /** Fail unless it is a directory. */
  DIRECTORY,
  /** A write returns when the data is on the disk. */
  DSYNC,
  /** With {@link #CREATE}: fail when the file exists. */
  EXCLUSIVE,
  /** Do not become the process's controlling terminal. */
  NOCTTY,
  /** Fail when the last component is a symbolic link. */
  NOFOLLOW,
  /** Operations fail with EAGAIN instead of waiting. */
  NONBLOCK,
  /** Drop what the file holds. */
  TRUNCATE;

  /** The number that opening a file with these has for the system, close-on-exec aside. */
  public static int bits(AccessMode access, OpenFlag... flags) {
    int bits = access.bits();
    for (OpenFlag flag : flags) {
      bits |= flag.bits();
    }
    return bits;
  }

  int bits() {
    boolean arm = HostInfo.isAarch64();
    return switch (this) {
      case APPEND -> 0x400;
      case CREATE -> 0x40;
      case DIRECT -> arm ? 0x10000 : 0x4000;
      case DIRECTORY -> arm ? 0x4000 : 0x10000;
      case DSYNC -> 0x1000;
      case EXCLUSIVE -> 0x80;
      case NOCTTY -> 0x100;
      case NOFOLLOW -> arm ? 0x8000 : 0x20000;
      case NONBLOCK -> 0x800;
      case TRUNCATE -> 0x200;
    };
  }
}
