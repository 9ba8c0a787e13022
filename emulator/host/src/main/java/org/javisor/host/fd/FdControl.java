package org.javisor.host.fd;

/** Commands of fcntl. */
enum FdControl {
  GETFD(1),
  SETFD(2),
  GETFL(3),
  SETFL(4),
  OFD_GETLK(36),
  OFD_SETLK(37),
  DUPFD_CLOEXEC(1030),
  ADD_SEALS(1033);

  private final int number;

  FdControl(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
