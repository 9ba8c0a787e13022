package org.javisor.backend.job;

/** What is done about errors. */
public enum ErrorPolicy {
  /** The job ends. */
  REPORT,

  /** It goes on. */
  IGNORE,

  /** The job stops until somebody has made room on the host; it ends for other reasons. */
  ENOSPC,

  /** The job stops until it is told to go on. */
  STOP;

  ErrorAction action(boolean full) {
    return switch (this) {
      case REPORT -> ErrorAction.REPORT;
      case IGNORE -> ErrorAction.IGNORE;
      case STOP -> ErrorAction.STOP;
      case ENOSPC -> full ? ErrorAction.STOP : ErrorAction.REPORT;
    };
  }
}
