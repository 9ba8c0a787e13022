package org.javisor.system.board;

import java.io.IOException;

/** A device cannot be added; the message is for the operator. */
public final class DeviceException extends Exception {
  public DeviceException(String message) {
    super(message);
  }

  /** What went wrong on the host's side. */
  DeviceException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
