package org.javisor.bus.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
  private final VirtualClock clock = new VirtualClock();
  private final ReentrantLock machineLock = new ReentrantLock();
  private final TimerQueue queue = new TimerQueue(clock, machineLock);
  private final BlockingQueue<String> expired = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    queue.close();
  }

  private Timer timer(String name) {
    return queue.timer(name, () -> expired.add(name));
  }

  private String next() throws InterruptedException {
    String name = expired.poll(10, TimeUnit.SECONDS);
    return name == null ? "nothing" : name;
  }

  private void resume() {
    clock.resume();
    queue.clockChanged();
  }

  @Test
  void timersExpireInTheOrderOfTheirDeadlines() throws InterruptedException {
    timer("late").arm(2_000_000);
    timer("early").arm(1_000_000);
    resume();
    assertEquals(List.of("early", "late"), List.of(next(), next()));
  }

  @Test
  void aDeadlineThatIsPastExpiresAtOnce() throws InterruptedException {
    resume();
    timer("past").arm(0);
    assertEquals("past", next());
  }

  @Test
  void nothingExpiresWhileTheClockStandsStill() throws InterruptedException {
    timer("waiting").arm(0);
    assertFalse(clock.isRunning());
    assertTrue(expired.isEmpty());
    resume();
    assertEquals("waiting", next());
  }

  @Test
  void armingAgainReplacesTheDeadlineAndCancellingRemovesIt() throws InterruptedException {
    Timer moved = timer("moved");
    moved.arm(1);
    moved.arm(3_000_000);
    Timer cancelled = timer("cancelled");
    cancelled.arm(2);
    cancelled.cancel();
    timer("first").arm(1_000_000);
    resume();
    assertEquals(List.of("first", "moved"), List.of(next(), next()));
    assertTrue(expired.isEmpty());
  }

  @Test
  void expiryHoldsTheMachineLock() throws InterruptedException {
    BlockingQueue<Boolean> held = new LinkedBlockingQueue<>();
    queue.timer("t", () -> held.add(machineLock.isHeldByCurrentThread())).arm(0);
    resume();
    assertEquals(true, held.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aTimerMayArmItself() throws InterruptedException {
    Timer[] again = new Timer[1];
    again[0] =
        queue.timer(
            "again",
            () -> {
              expired.add("again");
              again[0].arm(0);
            });
    again[0].arm(0);
    resume();
    assertEquals(List.of("again", "again"), List.of(next(), next()));
    again[0].cancel();
  }

  @Test
  void aLaterTimerDoesNotHoldUpAnEarlierOne() throws InterruptedException {
    resume();
    Timer late = timer("late");
    late.arm(Long.MAX_VALUE / 2);
    timer("early").arm(1_000_000);
    assertEquals("early", next());
    late.arm(0);
    assertEquals("late", next());
  }

  @Test
  void afterAJumpOfTheHostsClockEachTimerExpiresOnce() throws InterruptedException {
    AtomicLong host = new AtomicLong();
    VirtualClock jumping = new VirtualClock(host::get);
    try (TimerQueue late = new TimerQueue(jumping, machineLock)) {
      Timer periodic = late.timer("periodic", () -> expired.add("periodic at " + jumping.nanos()));
      late.timer("once", () -> expired.add("once at " + jumping.nanos())).arm(2000);
      periodic.arm(1000);
      jumping.resume();
      late.clockChanged();
      host.set(3_600_000_000_000L);
      late.clockChanged(); // as the queue's thread finds out by itself when its wait ends
      assertEquals("periodic at 3600000000000", next());
      assertEquals("once at 3600000000000", next());
      timer("marker").arm(0);
      resume();
      assertEquals("marker", next());
    }
  }

  @Test
  void theClockNeverGoesBackWhileItIsStoppedAndStarted() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> readers = new ArrayList<>();
    AtomicLong shown = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      readers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  long before = shown.get();
                  long now = clock.nanos();
                  if (now < before) {
                    expired.add("back from " + before + " to " + now);
                  }
                  shown.accumulateAndGet(now, Math::max);
                }
              }));
    }
    for (int i = 0; i < 20_000; i++) {
      clock.resume();
      clock.pause();
      long stopped = clock.nanos();
      assertEquals(stopped, clock.nanos());
    }
    over.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertEquals(List.of(), List.copyOf(expired));
  }

  @Test
  void aStoppedClockKeepsItsTime() {
    assertEquals(0, clock.nanos());
    clock.resume();
    clock.pause();
    long then = clock.nanos();
    assertEquals(then, clock.nanos());
    clock.resume();
    assertTrue(clock.nanos() >= then);
  }
}
