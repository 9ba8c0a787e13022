package org.javisor.backend.block.file;

import java.io.IOException;

/**
 * Somebody else uses an image in a way that stands in the way.
 *
 * <p>Spec: none, QEMU's words.
 */
public final class LockedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String hint;

  LockedException(String message, String image) {
    super(message);
    this.hint = "Is another process using the image [" + image + "]?";
  }

  /**
   * The message of {@code failure}, and on another line what to look for if a lock is in the way.
   */
  public static String explain(Exception failure) {
    Throwable reason = failure instanceof LockedException ? failure : failure.getCause();
    return reason instanceof LockedException locked
        ? failure.getMessage() + "\n" + locked.hint
        : failure.getMessage();
  }
}
