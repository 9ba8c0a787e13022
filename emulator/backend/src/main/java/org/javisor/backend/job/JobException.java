package org.javisor.backend.job;

/** What was asked of a job cannot be; the message is for the client. */
public final class JobException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean missing;

  JobException(String message) {
    this(message, false);
  }

  JobException(String message, boolean missing) {
    super(message);
    this.missing = missing;
  }

  /** Whether there is no such job. */
  public boolean isMissing() {
    return missing;
  }
}
