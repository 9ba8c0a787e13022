package org.javisor.device.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.javisor.backend.iothread.IoThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DiskThreadTest {
  /** A transfer that never ends unless it is cancelled. */
  private static final class Endless implements DiskThread.Job {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void transfer(BooleanSupplier cancelled) {
      begun.countDown();
      while (!cancelled.getAsBoolean()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void finish() {
      // Nobody is told.
    }
  }

  /** Notes whether it was cancelled, and tells that it is done. */
  private static final class Brief implements DiskThread.Job {
    private final AtomicBoolean wasCancelled = new AtomicBoolean(true);
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    public void transfer(BooleanSupplier cancelled) {
      wasCancelled.set(cancelled.getAsBoolean());
    }

    @Override
    public void finish() {
      done.countDown();
    }
  }

  @Test
  void cancellingEndsATransferThatWouldTakeForEver() throws Exception {
    try (DiskThread thread = new DiskThread(Optional.empty())) {
      for (int round = 0; round < 20; round++) {
        Endless job = new Endless();
        thread.submit(job);
        job.begun.await();
        thread.cancel();
        Brief next = new Brief();
        thread.submit(next);
        next.done.await();
        assertFalse(next.wasCancelled.get(), "the next one is wanted");
      }
    }
  }

  @Test
  void closingEndsItToo() throws Exception {
    Endless job = new Endless();
    try (DiskThread thread = new DiskThread(Optional.empty())) {
      thread.submit(job);
      job.begun.await();
    }
  }

  @Test
  void disksThatShareAThreadTakeTurns() throws Exception {
    try (IoThread shared = IoThread.start("shared");
        DiskThread one = new DiskThread(Optional.of(shared));
        DiskThread other = new DiskThread(Optional.of(shared))) {
      Endless job = new Endless();
      one.submit(job);
      job.begun.await();
      Brief later = new Brief();
      one.submit(later);
      Brief waiting = new Brief();
      other.submit(waiting);
      assertEquals(1, waiting.done.getCount(), "the thread is busy");
      other.cancel();
      Brief last = new Brief();
      other.submit(last);
      one.cancel();
      last.done.await();
      assertEquals(1, waiting.done.getCount());
      assertEquals(1, later.done.getCount());
    }
  }
}
