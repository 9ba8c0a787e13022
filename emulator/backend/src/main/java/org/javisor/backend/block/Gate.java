package org.javisor.backend.block;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps what is done with disks and changes of what they consist of apart: many may do something
 * with disks, and nobody does while that is changed.
 *
 * <p>Whoever has entered never asks for a change, and takes no lock that those who do may hold.
 *
 * <p>Spec: none, what QEMU calls a drained section.
 */
final class Gate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Work that may fail. */
  interface Work {
    void run() throws IOException;
  }

  void pass(Work work) throws IOException {
    lock.readLock().lock();
    try {
      work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for what is under way, and lets nothing else begin before {@code change} has ended. */
  void closed(Work change) throws IOException {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
