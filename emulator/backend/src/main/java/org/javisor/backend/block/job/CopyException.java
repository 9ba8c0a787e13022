package org.javisor.backend.block.job;

import java.io.IOException;

/**
 * A copy failed on one side or the other.
 *
 * <p>Spec: none, the host's side of a disk.
 */
final class CopyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean reading;

  CopyException(boolean reading, IOException cause) {
    super(cause.getMessage(), cause);
    this.reading = reading;
  }

  boolean isReading() {
    return reading;
  }

  /** What went wrong on that side. */
  IOException reason() {
    return (IOException) getCause();
  }
}
