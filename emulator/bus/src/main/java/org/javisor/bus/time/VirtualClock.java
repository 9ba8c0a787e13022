package org.javisor.bus.time;

import java.util.function.LongSupplier;

/**
 * A clock that can be stopped; it begins stopped, at 0. Any thread; reading it while it runs takes
 * no lock, since guests on several CPUs read it all the time.
 */
public final class VirtualClock implements Clock {
  /** While this is set, readers wait for the lock. */
  private static final Epoch CHANGING = new Epoch(0, 0, false);

  private final LongSupplier host;
  private volatile Epoch epoch = new Epoch(0, 0, false);

  /** What the clock shows: so much, and since {@code startedAt} by the host's clock, if it runs. */
  private record Epoch(long passed, long startedAt, boolean running) {}

  /** A clock that follows the host's monotonic one. */
  public VirtualClock() {
    this(System::nanoTime);
  }

  /**
   * @param host nanoseconds that never go back
   */
  public VirtualClock(LongSupplier host) {
    this.host = host;
  }

  @Override
  public long nanos() {
    Epoch seen = epoch;
    if (seen.running()) {
      long now = host.getAsLong();
      // Was the clock stopped meanwhile? Then it shows less, and others may have seen that.
      if (seen.equals(epoch)) {
        return seen.passed() + (now - seen.startedAt());
      }
    }
    return settled();
  }

  private synchronized long settled() {
    Epoch seen = epoch;
    return seen.running() ? seen.passed() + (host.getAsLong() - seen.startedAt()) : seen.passed();
  }

  /** Lets time pass; no effect when it does. */
  public synchronized void resume() {
    Epoch seen = epoch;
    if (!seen.running()) {
      epoch = new Epoch(seen.passed(), host.getAsLong(), true);
    }
  }

  /** Holds time; no effect when it stands still. */
  public synchronized void pause() {
    Epoch seen = epoch;
    if (seen.running()) {
      epoch = CHANGING;
      epoch = new Epoch(seen.passed() + (host.getAsLong() - seen.startedAt()), 0, false);
    }
  }

  /** Whether time passes. */
  public synchronized boolean isRunning() {
    return epoch.running();
  }
}
