package org.javisor.qmp.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.host.fd.Fd;

/**
 * What one client asked for in order, and the thread that does it. Bounded: whoever adds to a full
 * queue waits, and meanwhile nothing is read from the client.
 */
final class RequestQueue implements AutoCloseable {
  private static final int CAPACITY = 8;

  /** Arguments may be nested to the parser's limit, and decoding follows them down. */
  private static final long STACK_BYTES = 8 << 20;

  /** A request, and the descriptors that came after the one before it. */
  private record Entry(Runnable action, List<Fd> arrived) {}

  private final MonitorFds fds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Entry> waiting = new ArrayDeque<>();
  private final List<Fd> arrived = new ArrayList<>();
  private boolean closed;

  /**
   * @param fds where descriptors go when it is their request's turn
   */
  RequestQueue(MonitorFds fds) {
    this.fds = fds;
    Thread.ofPlatform().name("monitor queue").daemon().stackSize(STACK_BYTES).start(this::run);
  }

  /** Descriptors that belong to the next request; they replace older ones that do too. */
  void arrived(List<Fd> passed) {
    if (passed.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      arrived.forEach(Fd::close);
      arrived.clear();
      arrived.addAll(passed);
    } finally {
      lock.unlock();
    }
  }

  /** Appends a request, once there is room; drops it when the client has gone. */
  void add(Runnable action) {
    lock.lock();
    try {
      while (waiting.size() == CAPACITY && !closed) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        waiting.add(new Entry(action, List.copyOf(arrived)));
        arrived.clear();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops what has not begun. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      for (Entry entry : waiting) {
        entry.arrived().forEach(Fd::close);
      }
      waiting.clear();
      arrived.forEach(Fd::close);
      arrived.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Entry next = take();
    while (next != null) {
      next.action().run();
      next = take();
    }
  }

  /** The next request; null at the end. Its descriptors are the monitor's now. */
  private Entry take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      Entry next = waiting.poll();
      if (next != null) {
        fds.arrived(next.arrived());
        changed.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
