package org.javisor.bus.time;

/** An alarm on a machine's clock. Any thread. */
public interface Timer {
  /**
   * Expires once when the clock reaches {@code deadlineNanos}, in place of an earlier deadline; at
   * once when that is past.
   */
  void arm(long deadlineNanos);

  /** Does not expire any more. */
  void cancel();
}
