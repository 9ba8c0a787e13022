package org.javisor.host.fd;

import org.javisor.host.libc.Libc;

/** The four ways to move bytes through a descriptor. */
enum Transfer {
  READ,
  WRITE,
  PREAD,
  PWRITE;

  boolean reads() {
    return this == READ || this == PREAD;
  }

  String verb() {
    return reads() ? "read" : "write";
  }

  /** Bytes moved, or -1 and an error number; {@code position} only where there is one. */
  long call(int fd, long address, long length, long position) {
    return switch (this) {
      case READ -> Libc.READ.call(fd, address, length);
      case WRITE -> Libc.WRITE.call(fd, address, length);
      case PREAD -> Libc.PREAD.call(fd, address, length, position);
      case PWRITE -> Libc.PWRITE.call(fd, address, length, position);
    };
  }
}
