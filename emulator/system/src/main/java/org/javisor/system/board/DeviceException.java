package org.javisor.system.board;

/** A device cannot be added; the message is for the operator. */
public final class DeviceException extends Exception {
  public DeviceException(String message) {
    super(message);
  }
}
