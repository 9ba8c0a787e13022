package org.javisor.bus.time;

/** A clock that can be stopped; it begins stopped, at 0. Any thread. */
public final class VirtualClock implements Clock {
  private long passed;
  private long startedAt;
  private boolean running;

  @Override
  public synchronized long nanos() {
    return running ? passed + (System.nanoTime() - startedAt) : passed;
  }

  /** Lets time pass; no effect when it does. */
  public synchronized void resume() {
    if (!running) {
      running = true;
      startedAt = System.nanoTime();
    }
  }

  /** Holds time; no effect when it stands still. */
  public synchronized void pause() {
    passed = nanos();
    running = false;
  }

  /** Whether time passes. */
  public synchronized boolean isRunning() {
    return running;
  }
}
