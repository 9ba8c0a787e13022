package org.javisor.system.firmware;

/**
 * A kernel, initrd or memory size cannot be used; the message is for the operator and names the
 * item.
 *
 * <p>Spec: none, errors of this package.
 */
public final class BootException extends Exception {
  public BootException(String message) {
    super(message);
  }

  public BootException(String message, Throwable cause) {
    super(message, cause);
  }
}
