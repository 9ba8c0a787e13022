package org.javisor.host.process;

import org.javisor.host.signal.Signals;

/** How a process ended. */
public sealed interface ExitStatus {
  /**
   * By itself.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements ExitStatus {
    @Override
    public String toString() {
      return "exited with status " + code;
    }
  }

  /**
   * By a signal.
   *
   * @param signal its number
   */
  record Signalled(int signal) implements ExitStatus {
    @Override
    public String toString() {
      return "killed by signal " + signal + " (" + Signals.name(signal) + ")";
    }
  }

  /** Whether it exited with status 0. */
  default boolean isSuccess() {
    return this instanceof Exited(int code) && code == 0;
  }
}
