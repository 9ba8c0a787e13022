package org.javisor.qmp.client;

import java.io.IOException;

/** No answer before the deadline. The connection stays; the command may still be carried out. */
public final class QmpTimeoutException extends IOException {
  private static final long serialVersionUID = 1;

  public QmpTimeoutException(String message) {
    super(message);
  }
}
