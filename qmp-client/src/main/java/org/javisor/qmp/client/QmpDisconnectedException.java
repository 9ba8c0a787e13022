package org.javisor.qmp.client;

import java.io.IOException;

/** There is no connection any more; whether an unanswered command was run is not known. */
public final class QmpDisconnectedException extends IOException {
  private static final long serialVersionUID = 1;

  public QmpDisconnectedException(String message) {
    super(message);
  }

  public QmpDisconnectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
