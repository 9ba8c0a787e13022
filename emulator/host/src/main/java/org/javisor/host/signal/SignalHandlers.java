package org.javisor.host.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handlers in place for some signals, until closed.
 *
 * <p>The virtual machine has no other interface to signals than these two unofficial classes, which
 * its module jdk.unsupported supports until there is a replacement; the module's pom says how
 * javac's warning is avoided.
 */
public final class SignalHandlers implements AutoCloseable {
  private record Before(Signal signal, SignalHandler handler) {}

  private final List<Before> before = new ArrayList<>();

  private SignalHandlers() {}

  /**
   * Delivers each of the signals to {@code callback} as its number, instead of what they do
   * otherwise.
   *
   * @throws IllegalArgumentException for a signal that the virtual machine keeps to itself
   */
  static SignalHandlers install(IntConsumer callback, Signals... signals) {
    SignalHandlers handlers = new SignalHandlers();
    for (Signals each : signals) {
      Signal signal = new Signal(each.name());
      SignalHandler handler = new SignalHandler() { // no lambda: this is on the start-up path
            @Override
            public void handle(Signal delivered) {
              callback.accept(delivered.getNumber());
            }
          };
      handlers.before.add(new Before(signal, Signal.handle(signal, handler)));
    }
    return handlers;
  }

  /** Puts back what was there before. */
  @Override
  public void close() {
    for (Before each : before) {
      Signal.handle(each.signal, each.handler);
    }
    before.clear();
  }
}
