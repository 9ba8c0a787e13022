package org.javisor.qmp.server;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for what is to happen later; it exists only while something is. */
final class DelayThread implements EventThrottle.Delay {
  private static final long IDLE_SECONDS = 5;

  private ScheduledThreadPoolExecutor executor;

  @Override
  public synchronized void after(Duration time, Runnable action) {
    if (executor == null) {
      executor =
          new ScheduledThreadPoolExecutor(
              1, task -> Thread.ofPlatform().name("events").daemon().unstarted(task));
      executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
      executor.allowCoreThreadTimeOut(true);
    }
    var _ = executor.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
