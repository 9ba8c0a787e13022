package org.javisor.system.monitor.human;

/** A line that cannot be carried out; the message is what the user sees, without a line end. */
final class HumanException extends Exception {
  private static final long serialVersionUID = 1;

  HumanException(String message) {
    super(message);
  }
}
