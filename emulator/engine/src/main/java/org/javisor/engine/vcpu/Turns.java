package org.javisor.engine.vcpu;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets vCPUs execute guest code one at a time, in the order in which they ask. Who waits longer
 * than a moment asks whoever executes to make room.
 */
final class Turns {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Runnable interruptHolder = () -> {};

  /** The number that whoever comes next gets, and the one whose turn it is. */
  private long nextTicket;

  private long serving;

  /**
   * Waits for the caller's turn. It is over with {@link #end}, which the caller is asked for by
   * {@code interrupt}, from another thread.
   */
  void begin(Runnable interrupt) {
    lock.lock();
    try {
      long ticket = nextTicket++;
      long left = MOMENT_NANOS;
      while (serving != ticket) {
        left = changed.awaitNanos(left);
        if (left <= 0) {
          interruptHolder.run();
          left = MOMENT_NANOS;
        }
      }
      interruptHolder = interrupt;
    } catch (InterruptedException e) {
      throw new IllegalStateException("a vCPU's thread was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** The caller's turn is over. */
  void end() {
    lock.lock();
    try {
      serving++;
      interruptHolder = () -> {};
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
