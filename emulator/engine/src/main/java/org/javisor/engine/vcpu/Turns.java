package org.javisor.engine.vcpu;

import java.util.ArrayDeque;
import java.util.Queue;
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
  private final Queue<Thread> waiting = new ArrayDeque<>();
  private Runnable interruptHolder = () -> {};
  private boolean taken;

  /**
   * Waits for the caller's turn. It is over with {@link #end}, which the caller is asked for by
   * {@code interrupt}, from another thread.
   */
  void begin(Runnable interrupt) {
    Thread self = Thread.currentThread();
    lock.lock();
    try {
      waiting.add(self);
      long left = MOMENT_NANOS;
      while (taken || waiting.peek() != self) {
        left = await(left);
        if (left <= 0) {
          interruptHolder.run();
          left = MOMENT_NANOS;
        }
      }
      waiting.remove();
      taken = true;
      interruptHolder = interrupt;
    } finally {
      lock.unlock();
    }
  }

  private long await(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Nobody interrupts vCPUs; if anybody did, it would not end the turn of another.
      return nanos;
    }
  }

  /** The caller's turn is over. */
  void end() {
    lock.lock();
    try {
      taken = false;
      interruptHolder = () -> {};
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
