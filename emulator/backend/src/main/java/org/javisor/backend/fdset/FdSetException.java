package org.javisor.backend.fdset;

/** A request about descriptor sets cannot be served; the message is for the client. */
public final class FdSetException extends Exception {
  public FdSetException(String message) {
    super(message);
  }
}
