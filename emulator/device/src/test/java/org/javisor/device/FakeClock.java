package org.javisor.device;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.time.Clock;
import org.javisor.bus.time.Timer;
import org.javisor.bus.time.Timers;

/** Time that passes when a test says so, and its timers. */
public final class FakeClock implements Clock, Timers {
  private final List<FakeTimer> timers = new ArrayList<>();
  private long now;

  private static final class FakeTimer implements Timer {
    private final Runnable expired;
    private long deadline = Long.MAX_VALUE;

    FakeTimer(Runnable expired) {
      this.expired = expired;
    }

    @Override
    public void arm(long deadlineNanos) {
      deadline = deadlineNanos;
    }

    @Override
    public void cancel() {
      deadline = Long.MAX_VALUE;
    }
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Timer timer(String name, Runnable expired) {
    FakeTimer timer = new FakeTimer(expired);
    timers.add(timer);
    return timer;
  }

  /** Lets time pass and runs what is due once. */
  public void advance(long nanos) {
    now += nanos;
    for (FakeTimer timer : List.copyOf(timers)) {
      if (timer.deadline <= now) {
        timer.deadline = Long.MAX_VALUE;
        timer.expired.run();
      }
    }
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} when nothing is armed. */
  public long deadline() {
    long first = Long.MAX_VALUE;
    for (FakeTimer timer : timers) {
      first = Math.min(first, timer.deadline);
    }
    return first;
  }
}
