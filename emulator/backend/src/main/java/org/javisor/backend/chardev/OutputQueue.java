package org.javisor.backend.chardev;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;

/** A bounded queue of bytes on their way to a descriptor, with a thread that writes them. */
final class OutputQueue {
  private static final int CHUNK = 8192;
  private static final long CLOSE_MILLIS = 1000;

  private final Fd target;
  private final byte[] ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int head;
  private int count;
  private boolean writing;
  private boolean ended;

  /** Starts the thread. */
  OutputQueue(String name, Fd target, int capacity) {
    this.target = target;
    this.ring = new byte[capacity];
    Thread.ofPlatform().name(name + " output").daemon(true).start(this::drain);
  }

  /** Takes all of the bytes or, when there is no room, none. */
  boolean offer(byte[] data, int offset, int length) {
    lock.lock();
    try {
      if (ended || length > ring.length - count) {
        return false;
      }
      int at = (head + count) % ring.length;
      int first = Math.min(length, ring.length - at);
      System.arraycopy(data, offset, ring, at, first);
      System.arraycopy(data, offset + first, ring, 0, length - first);
      count += length;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is written, for at most a second, then takes no more. */
  void close() {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
      while ((count > 0 || writing) && !ended && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      changed.signalAll();
      lock.unlock();
    }
  }

  private void drain() {
    byte[] chunk = new byte[CHUNK];
    try {
      int length = take(chunk);
      while (length > 0) {
        target.writeFully(chunk, 0, length);
        length = take(chunk);
      }
    } catch (HostException e) {
      // The other end is gone: the reader finds out and tells the frontend.
      end();
    }
  }

  private int take(byte[] chunk) {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
      while (count == 0 && !ended) {
        changed.awaitUninterruptibly();
      }
      int length = Math.min(chunk.length, count);
      int first = Math.min(length, ring.length - head);
      System.arraycopy(ring, head, chunk, 0, first);
      System.arraycopy(ring, 0, chunk, first, length - first);
      head = (head + length) % ring.length;
      count -= length;
      writing = length > 0;
      return length;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      count = 0;
      writing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
