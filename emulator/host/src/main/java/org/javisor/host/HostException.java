package org.javisor.host;

import java.io.IOException;
import org.javisor.host.libc.Libc;

/** The operating system refused something; the message says what, on which object, and why. */
public class HostException extends IOException {
  private final String operation;
  private final String subject;
  private final int errno;

  /**
   * @param operation what was tried, for example {@code open}
   * @param subject on what, for example a path in quotes; may be empty
   * @param errno the system's error number
   */
  public HostException(String operation, String subject, int errno) {
    this(operation, subject, errno, Errno.text(errno));
  }

  /** With a text of our own where the usual one would mislead. */
  public HostException(String operation, String subject, int errno, String reason) {
    super(operation + (subject.isEmpty() ? "" : " " + subject) + ": " + reason);
    this.operation = operation;
    this.subject = subject;
    this.errno = errno;
  }

  /** With a symbolic error number. */
  public HostException(String operation, String subject, Errno errno) {
    this(operation, subject, errno.number(), errno.text());
  }

  /** For the failure of this thread's last native call. */
  public static HostException last(String operation, String subject) {
    return new HostException(operation, subject, Libc.errno());
  }

  /**
   * Passes on the result of this thread's last native call.
   *
   * @throws HostException when it is -1
   */
  public static long check(long result, String operation, String subject) throws HostException {
    if (result == -1) {
      throw last(operation, subject);
    }
    return result;
  }

  /** What was tried. */
  public String operation() {
    return operation;
  }

  /** On what. */
  public String subject() {
    return subject;
  }

  /** The system's error number. */
  public int errno() {
    return errno;
  }

  /** Whether the system's error number is this one. */
  public boolean is(Errno candidate) {
    return errno == candidate.number();
  }
}
