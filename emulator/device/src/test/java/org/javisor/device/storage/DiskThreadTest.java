package org.javisor.device.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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
    try (DiskThread thread = new DiskThread()) {
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
    try (DiskThread thread = new DiskThread()) {
      thread.submit(job);
      job.begun.await();
    }
  }
}
