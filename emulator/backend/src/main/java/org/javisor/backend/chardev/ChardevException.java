package org.javisor.backend.chardev;

/**
 * A character device cannot be opened; the message is complete but for the option it comes from.
 */
public class ChardevException extends Exception {
  public ChardevException(String message) {
    super(message);
  }

  public ChardevException(String message, Throwable cause) {
    super(message, cause);
  }
}
