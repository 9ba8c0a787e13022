package org.javisor.host.signal;

import java.util.function.IntConsumer;

/** SIGTERM, SIGINT and SIGHUP: somebody wants us to end in good order. */
public final class TerminationSignals {
  private TerminationSignals() {}

  /** From now on the three signals end nothing by themselves but call back with their number. */
  public static SignalHandlers install(IntConsumer callback) {
    return SignalHandlers.install(callback, Signals.TERM, Signals.INT, Signals.HUP);
  }
}
