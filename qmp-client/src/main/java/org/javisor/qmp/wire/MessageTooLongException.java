package org.javisor.qmp.wire;

/** A message would be longer than any peer is sent. */
public final class MessageTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MessageTooLongException(String message) {
    super(message);
  }
}
