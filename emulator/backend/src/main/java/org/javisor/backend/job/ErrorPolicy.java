package org.javisor.backend.job;

import java.io.IOException;
import org.javisor.host.Errno;
import org.javisor.host.HostException;

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

  /** Whether the host has no room left. */
  public static boolean isFull(IOException why) {
    return why instanceof HostException host && host.is(Errno.ENOSPC);
  }

  /** What is done about one. */
  public ErrorAction action(IOException why) {
    return switch (this) {
      case REPORT -> ErrorAction.REPORT;
      case IGNORE -> ErrorAction.IGNORE;
      case STOP -> ErrorAction.STOP;
      case ENOSPC -> isFull(why) ? ErrorAction.STOP : ErrorAction.REPORT;
    };
  }
}
