package org.javisor.backend.job;

/** What is done about errors of a disk, by a job or for a guest. */
public enum ErrorPolicy {
  /** The job ends; the guest is told. */
  REPORT,

  /** It goes on, as if nothing had been. */
  IGNORE,

  /** It stops until somebody has made room on the host; other errors are reported. */
  ENOSPC,

  /** It stops until it is told to go on. */
  STOP;

  /**
   * What is done about one.
   *
   * @param full whether the host has no room left
   */
  public ErrorAction action(boolean full) {
    return switch (this) {
      case REPORT -> ErrorAction.REPORT;
      case IGNORE -> ErrorAction.IGNORE;
      case STOP -> ErrorAction.STOP;
      case ENOSPC -> full ? ErrorAction.STOP : ErrorAction.REPORT;
    };
  }
}
