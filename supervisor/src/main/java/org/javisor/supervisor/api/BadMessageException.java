package org.javisor.supervisor.api;

/** A JSON text or message that is not what was expected; the message names the member. */
public final class BadMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** One clause, naming the member or the place. */
  public BadMessageException(String message) {
    super(message);
  }

  /** The same with the reader's own complaint. */
  public BadMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
