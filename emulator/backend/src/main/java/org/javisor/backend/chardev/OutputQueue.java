package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue of bytes on their way out. What the link takes at once is sent by the caller;
 * only for the rest there is a thread, which begins when it is needed first.
 */
final class OutputQueue {
  private static final int FIRST_CAPACITY = 8192;
  private static final int MAX_CAPACITY = 1 << 26;
  private static final int HIGH = 1 << 16;
  private static final int LOW = HIGH / 2;
  private static final int CHUNK = 8192;
  private static final long CLOSE_MILLIS = 1000;

  private final String name;
  private final Link target;
  private final Runnable readyAgain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte[] ring = new byte[0];
  private int head;
  private int count;
  private boolean started;
  private boolean writing;
  private boolean slow;
  private boolean ended;

  /**
   * @param readyAgain run when {@link #ready} turns true again; any thread
   */
  OutputQueue(String name, Link target, Runnable readyAgain) {
    this.name = name;
    this.target = target;
    this.readyAgain = readyAgain;
  }

  /** Takes all of the bytes or, when there is no room, none; after the end it drops them. */
  boolean offer(byte[] data, int offset, int length) {
    lock.lock();
    try {
      if (ended) {
        return true;
      }
      int sent = count == 0 && !writing ? target.sendNow(data, offset, length) : 0;
      int left = length - sent;
      if (left > MAX_CAPACITY - count) {
        return false;
      }
      if (left > 0) {
        append(data, offset + sent, left);
      }
      return true;
    } catch (IOException e) {
      ended = true; // The other end is gone: the reader finds out and tells the frontend.
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void append(byte[] data, int offset, int length) {
    grow(count + length);
    int at = (head + count) % ring.length;
    int first = Math.min(length, ring.length - at);
    System.arraycopy(data, offset, ring, at, first);
    System.arraycopy(data, offset + first, ring, 0, length - first);
    count += length;
    slow |= count >= HIGH;
    if (!started) {
      started = true;
      Thread.ofPlatform().name(name + " output").daemon(true).start(this::drain);
    }
    changed.signalAll();
  }

  private void grow(int needed) {
    if (needed > ring.length) {
      int capacity = Math.max(FIRST_CAPACITY, ring.length);
      while (capacity < needed) {
        capacity *= 2;
      }
      byte[] larger = new byte[capacity];
      int first = Math.min(count, ring.length - head);
      System.arraycopy(ring, head, larger, 0, first);
      System.arraycopy(ring, 0, larger, first, count - first);
      ring = larger;
      head = 0;
    }
  }

  /** Whether the reader keeps up. */
  boolean ready() {
    lock.lock();
    try {
      return !slow;
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
      lock.unlock();
    }
    end();
  }

  /** Drops what is left and takes no more. */
  void end() {
    boolean tell;
    lock.lock();
    try {
      ended = true;
      count = 0;
      writing = false;
      tell = slow;
      slow = false;
      ring = new byte[0];
      head = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (tell) {
      readyAgain.run();
    }
  }

  /** Drops what is queued and goes on. */
  void clear() {
    lock.lock();
    try {
      count = 0;
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    byte[] chunk = new byte[CHUNK];
    try {
      int length = take(chunk);
      while (length > 0) {
        target.send(chunk, 0, length);
        length = take(chunk);
      }
    } catch (IOException e) {
      // The other end is gone: the reader finds out and tells the frontend.
      end();
    }
  }

  private int take(byte[] chunk) {
    boolean tell;
    int length;
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
      if (count == 0 && ring.length > HIGH) {
        ring = new byte[0]; // A burst is over.
        head = 0;
      }
      tell = slow && count < LOW;
      slow &= !tell;
    } finally {
      lock.unlock();
    }
    if (tell) {
      readyAgain.run();
    }
    lock.lock();
    try {
      while (count == 0 && !ended) {
        changed.awaitUninterruptibly();
      }
      if (ended) {
        return 0;
      }
      length = Math.min(chunk.length, count);
      int first = Math.min(length, ring.length - head);
      System.arraycopy(ring, head, chunk, 0, first);
      System.arraycopy(ring, 0, chunk, first, length - first);
      head = (head + length) % ring.length;
      count -= length;
      writing = true;
      return length;
    } finally {
      lock.unlock();
    }
  }
}
