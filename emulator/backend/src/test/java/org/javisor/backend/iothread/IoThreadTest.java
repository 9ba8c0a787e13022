package org.javisor.backend.iothread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.javisor.host.process.OwnProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IoThreadTest {
  private static boolean lives(int thread) {
    return Files.exists(Path.of("/proc/self/task/" + thread));
  }

  @Test
  void worksInOrderOnAThreadOfItsOwn() throws Exception {
    List<Integer> done = new ArrayList<>();
    List<Integer> threads = new ArrayList<>();
    CountDownLatch last = new CountDownLatch(1);
    try (IoThread thread = IoThread.start("worker")) {
      for (int i = 0; i < 100; i++) {
        int each = i;
        thread.run(() -> {
          done.add(each);
          threads.add(OwnProcess.threadId());
        });
      }
      thread.run(last::countDown);
      last.await();
      assertEquals(List.of(thread.number()), threads.stream().distinct().toList());
      assertNotEquals(OwnProcess.threadId(), thread.number());
      assertTrue(lives(thread.number()));
    }
    assertEquals(IntStream.range(0, 100).boxed().toList(), done);
  }

  @Test
  void endsWithItsLastHolderAndNotBefore() throws Exception {
    IoThread thread = IoThread.start("worker");
    thread.retain();
    thread.close();
    CountDownLatch ran = new CountDownLatch(2);
    thread.run(ran::countDown);
    thread.run(ran::countDown);
    thread.close();
    ran.await();
    while (lives(thread.number())) {
      Thread.onSpinWait();
    }
    assertFalse(lives(thread.number()));
    assertThrows(IllegalStateException.class, thread::retain);
  }
}
