package org.javisor.backend.fdset;

import org.javisor.host.Errno;

/** A request about descriptor sets cannot be served; the message is for the client. */
public final class FdSetException extends Exception {
  private final Errno errno;

  FdSetException(String message, Errno errno) {
    super(message);
    this.errno = errno;
  }

  /** The error that opening a file would have given. */
  public Errno errno() {
    return errno;
  }
}
