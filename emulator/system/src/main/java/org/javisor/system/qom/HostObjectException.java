package org.javisor.system.qom;

/** An object cannot be made or removed; the message is for whoever asked. */
public final class HostObjectException extends Exception {
  public HostObjectException(String message) {
    super(message);
  }

  public HostObjectException(String message, Throwable cause) {
    super(message, cause);
  }
}
