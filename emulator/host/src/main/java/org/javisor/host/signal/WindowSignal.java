package org.javisor.host.signal;

import java.util.function.IntConsumer;

/** SIGWINCH: the terminal's window has a new size. */
public final class WindowSignal {
  private WindowSignal() {}

  /** Calls back, with the signal's number, at each change. */
  public static SignalHandlers install(IntConsumer callback) {
    return SignalHandlers.install(callback, Signals.WINCH);
  }
}
