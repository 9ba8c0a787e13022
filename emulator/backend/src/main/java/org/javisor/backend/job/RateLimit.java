package org.javisor.backend.job;

import java.util.concurrent.locks.LockSupport;

/**
 * How long to wait so that no more than so many bytes a second are copied. A second's worth is not
 * saved up. Its owner's lock guards it.
 *
 * <p>Spec: none.
 */
public final class RateLimit {
  private static final long SECOND = 1_000_000_000L;

  private long speed;
  private long free;

  /**
   * @param speed bytes a second; 0 for as many as there can be
   */
  public RateLimit(long speed) {
    this.speed = speed;
  }

  long speed() {
    return speed;
  }

  void setSpeed(long bytesPerSecond) {
    speed = bytesPerSecond;
    free = 0;
  }

  /**
   * @param now a time in nanoseconds
   * @return the time at which as much may follow after {@code bytes} have been copied
   */
  long after(long now, long bytes) {
    if (speed == 0) {
      return now;
    }
    double nanos = (double) bytes / speed * SECOND;
    free = Math.max(free, now) + (long) Math.min(nanos, 3600.0 * SECOND);
    return free;
  }

  /** Returns when as much may follow after {@code bytes} have been copied. */
  public void await(long bytes) {
    long until = after(System.nanoTime(), bytes);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
