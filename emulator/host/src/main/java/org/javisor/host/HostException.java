package org.javisor.host;

import java.io.IOException;

/** The operating system refused something; the message says what, on which object, and why. */
public class HostException extends IOException {
  private final int errno;

  /**
   * @param operation what was tried, for example {@code open}
   * @param subject on what, for example a path in quotes
   * @param errno the system's error number
   * @param reason its text
   */
  public HostException(String operation, String subject, int errno, String reason) {
    super(operation + (subject.isEmpty() ? "" : " " + subject) + ": " + reason);
    this.errno = errno;
  }

  /** The system's error number. */
  public int errno() {
    return errno;
  }
}
