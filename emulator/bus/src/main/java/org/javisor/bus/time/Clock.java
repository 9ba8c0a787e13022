package org.javisor.bus.time;

/** Reads the time that passes for a machine. */
@FunctionalInterface
public interface Clock {
  /** Nanoseconds since the machine began; never goes back. Any thread. */
  long nanos();
}
