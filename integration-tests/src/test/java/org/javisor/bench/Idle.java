package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a guest costs that has nothing to do. */
final class Idle implements Subject {
  private static final int SETTLE_SECONDS = 2;
  private static final int SECONDS = 10;
  private static final Row ROW = new Row("processes", "idle guest, of one CPU", "%");

  private final Guest guest;

  Idle(Path kernel, Path ramDisk) {
    this.guest = Guest.linux("256M", kernel, ramDisk, "quiet bench_idle");
  }

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public int rounds(int rounds) {
    return Math.min(rounds, 2);
  }

  @Override
  public void run(Peer peer, Figures figures)
      throws IOException, InterruptedException, BenchException {
    CountDownLatch never = new CountDownLatch(1);
    try (GuestRun run = guest.start(peer)) {
      run.await("bench idle");
      boolean _ = never.await(SETTLE_SECONDS, TimeUnit.SECONDS);
      long before = run.processorTicks();
      boolean _ = never.await(SECONDS, TimeUnit.SECONDS);
      figures.add(
          ROW,
          peer,
          (run.processorTicks() - before) / (double) SECONDS); // 100 ticks a second are 100 %
    }
  }
}
