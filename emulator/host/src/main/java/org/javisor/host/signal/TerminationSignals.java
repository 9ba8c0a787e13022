package org.javisor.host.signal;

import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** SIGTERM, SIGINT and SIGHUP: somebody wants us to end in good order. */
public final class TerminationSignals {
  private TerminationSignals() {}

  /** From now on the three signals end nothing by themselves but call back with their number. */
  public static SignalHandlers install(IntConsumer callback) {
    return SignalHandlers.install(callback, Signals.TERM, Signals.INT, Signals.HUP);
  }

  /**
   * As {@link #install}, for good, and with the sender where this process was started so that it
   * can be known: with the three signals blocked and a virtual machine that leaves them alone.
   */
  public static void watch(Consumer<SentSignal> callback) {
    if (SignalWait.blocked(Signals.TERM, Signals.INT, Signals.HUP)) {
      SignalWait.start(callback, Signals.TERM, Signals.INT, Signals.HUP);
    } else {
      SignalHandlers _ =
          install(number -> callback.accept(new SentSignal(number, OptionalInt.empty())));
    }
  }
}
