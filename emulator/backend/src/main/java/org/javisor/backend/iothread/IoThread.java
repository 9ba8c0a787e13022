package org.javisor.backend.iothread;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.host.process.OwnProcess;

/**
 * A thread that works for devices: it does what they hand to it, one thing after the other. It
 * lives as long as somebody holds it; who makes it is the first.
 *
 * <p>Thread-safe. What it does may hand it more.
 */
public final class IoThread implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();
  private int holders = 1;
  private int number;

  private IoThread() {}

  /** Starts a thread; it runs when this returns. */
  public static IoThread start(String name) {
    IoThread thread = new IoThread();
    Thread.ofPlatform().name(name).daemon(true).start(thread::loop);
    thread.awaitStart();
    return thread;
  }

  private void awaitStart() {
    lock.lock();
    try {
      while (number == 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The host's number of the thread. */
  public int number() {
    lock.lock();
    try {
      return number;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody more holds it, who is to close it later. */
  public IoThread retain() {
    lock.lock();
    try {
      if (holders == 0) {
        throw new IllegalStateException("an ended thread");
      }
      holders++;
      return this;
    } finally {
      lock.unlock();
    }
  }

  /** Hands it something to do; whoever does bounds how much, and holds it. */
  public void run(Runnable task) {
    lock.lock();
    try {
      work.add(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One holder less; after the last one it does what it has been handed, and ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      holders--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    begin();
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private void begin() {
    lock.lock();
    try {
      number = OwnProcess.threadId();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next thing to do; null when nobody can hand it any more. */
  private Runnable next() {
    lock.lock();
    try {
      while (work.isEmpty() && holders > 0) {
        changed.awaitUninterruptibly();
      }
      return work.poll();
    } finally {
      lock.unlock();
    }
  }
}
