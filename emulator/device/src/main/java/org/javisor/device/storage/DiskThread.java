package org.javisor.device.storage;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.javisor.backend.iothread.IoThread;

/**
 * Does transfers of one disk one after the other, so that no CPU waits for the host's disk: on a
 * thread that several disks may share, or on one of its own.
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
  private Optional<IoThread> thread;
  private boolean stepping;
  private boolean transferring;
  private volatile boolean cancelling;
  private boolean closed;

  /**
   * @param shared the thread that works for it; it makes one when there is none
   */
  DiskThread(Optional<IoThread> shared) {
    thread = shared.map(IoThread::retain);
  }

  /** Adds work; whoever adds bounds how much. */
  void submit(Job job) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      jobs.add(job);
      if (!stepping) {
        stepping = true;
        step();
      }
    } finally {
      lock.unlock();
    }
  }

  /** One job at a time, so that others who share the thread have their turn. */
  private void step() {
    if (thread.isEmpty()) {
      thread = Optional.of(IoThread.start("disk"));
    }
    thread.get().run(this::work);
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

  /** Ends the work once the current transfer is done. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    cancel();
    thread.ifPresent(IoThread::close);
  }

  private void work() {
    Optional<Job> job = begin();
    try {
      job.ifPresent(each -> each.transfer(() -> cancelling));
    } finally {
      end();
    }
    job.ifPresent(Job::finish);
    goOn();
  }

  /** The next job, unless it was cancelled meanwhile. */
  private Optional<Job> begin() {
    lock.lock();
    try {
      Optional<Job> job = Optional.ofNullable(jobs.poll());
      transferring = job.isPresent();
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

  private void goOn() {
    lock.lock();
    try {
      stepping = !jobs.isEmpty();
      if (stepping) {
        step();
      }
    } finally {
      lock.unlock();
    }
  }
}
