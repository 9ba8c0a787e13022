package org.javisor.system.qom;

/** A property cannot have a value; the message is for whoever gave it. */
public final class PropertyException extends Exception {
  public PropertyException(String message) {
    super(message);
  }

  public PropertyException(String message, Throwable cause) {
    super(message, cause);
  }
}
