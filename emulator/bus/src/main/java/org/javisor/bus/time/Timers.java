package org.javisor.bus.time;

/** Makes timers. */
@FunctionalInterface
public interface Timers {
  /** A timer, not armed, that runs {@code expired} under the machine lock. */
  Timer timer(String name, Runnable expired);
}
