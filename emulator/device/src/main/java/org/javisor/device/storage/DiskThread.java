package org.javisor.device.storage;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Does transfers one after the other on a thread of its own, so that no CPU waits for the host's
 * disk.
 *
 * <p>Spec: none, the host's side of a disk.
 */
final class DiskThread implements AutoCloseable {
  /** A piece of work. */
  interface Job {
    /**
     * Moves the data; takes no lock, the machine lock least of all. Ends early when nobody wants it
     * any more, as {@code cancelled} says.
     */
    void transfer(BooleanSupplier cancelled);

    /** Tells of the end; takes the machine lock. */
    void finish();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private boolean started;
  private boolean transferring;
  private volatile boolean cancelling;
  private boolean closed;

  /** Adds work; whoever adds bounds how much. */
  void submit(Job job) {
    lock.lock();
    try {
      if (!started) {
        started = true;
        Thread.ofPlatform().name("disk").daemon(true).start(this::loop);
      }
      jobs.add(job);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what has not begun and waits for the transfer that has; its finish may still come. */
  void cancel() {
    lock.lock();
    try {
      jobs.clear();
      cancelling = transferring;
      while (transferring) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread once the current transfer is done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    cancel();
  }

  private void loop() {
    while (awaitJob()) {
      Job job = begin();
      if (job != null) {
        try {
          job.transfer(() -> cancelling);
        } finally {
          end();
        }
        job.finish();
      }
    }
  }

  private boolean awaitJob() {
    lock.lock();
    try {
      while (jobs.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next job; null when it was cancelled meanwhile. */
  private Job begin() {
    lock.lock();
    try {
      Job job = closed ? null : jobs.poll();
      transferring = job != null;
      return job;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      transferring = false;
      cancelling = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
