package org.javisor.bus.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The timers of one machine, served by one thread. */
public final class TimerQueue implements Timers, AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final VirtualClock clock;
  private final ReentrantLock machineLock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Entry> entries = new ArrayList<>();
  private boolean closed;

  /** The deadline that the thread waits for; an earlier one wakes it. */
  private long awaited = NEVER;

  /**
   * Starts the thread.
   *
   * @param machineLock held while a timer's action runs
   */
  public TimerQueue(VirtualClock clock, ReentrantLock machineLock) {
    this.clock = clock;
    this.machineLock = machineLock;
    Thread.ofPlatform().name("timers").daemon(true).start(this::loop);
  }

  private final class Entry implements Timer {
    private final Runnable expired;
    private long deadline = NEVER;

    Entry(Runnable expired) {
      this.expired = expired;
    }

    @Override
    public void arm(long deadlineNanos) {
      set(deadlineNanos);
    }

    @Override
    public void cancel() {
      set(NEVER);
    }

    private void set(long newDeadline) {
      lock.lock();
      try {
        deadline = newDeadline;
        if (newDeadline < awaited) {
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public Timer timer(String name, Runnable expired) {
    Entry entry = new Entry(expired);
    lock.lock();
    try {
      entries.add(entry);
    } finally {
      lock.unlock();
    }
    return entry;
  }

  /** To be called when the clock was paused or resumed, so that waiting begins anew. */
  public void clockChanged() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    while (true) {
      Entry due = awaitDue();
      if (due == null) {
        return;
      }
      machineLock.lock();
      try {
        due.expired.run();
      } finally {
        machineLock.unlock();
      }
    }
  }

  /** The next timer that has expired, disarmed; null when it is time to end. */
  private Entry awaitDue() {
    lock.lock();
    try {
      while (!closed) {
        Entry next = earliest();
        awaited = next == null || !clock.isRunning() ? NEVER : next.deadline;
        long wait = awaited == NEVER ? NEVER : awaited - clock.nanos();
        if (wait <= 0) {
          next.deadline = NEVER;
          return next;
        }
        await(wait);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private Entry earliest() {
    Entry first = null;
    for (Entry entry : entries) {
      if (entry.deadline != NEVER && (first == null || entry.deadline < first.deadline)) {
        first = entry;
      }
    }
    return first;
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void await(long nanos) {
    try {
      if (nanos == NEVER) {
        changed.await();
      } else {
        long _ = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      closed = true; // Nobody interrupts this thread but to end it.
    }
  }
}
