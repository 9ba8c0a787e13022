package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The kernel {@code smp}: the same work by one CPU, and shared by two. */
final class TwoCpus implements Subject {
  /** The name of its source and image. */
  static final String TITLE = "smp";

  static final String GROUP = "several CPUs";
  private static final Row ONE = new Row(GROUP, "smp: by one of two CPUs", "ms");
  private static final Row TWO = new Row(GROUP, "smp: shared by two CPUs", "ms");

  /** The least that has a repetition of either kind. */
  private static final int LEAST_PERCENT = 25;

  private final Guest guest;

  TwoCpus(Path image, int percent) {
    int atLeast = Math.max(percent, LEAST_PERCENT);
    this.guest = Guest.bareMetal(image, "bench.percent=" + atLeast).withProcessors(2);
  }

  @Override
  public List<Row> rows() {
    return List.of(ONE, TWO);
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    try (GuestRun run = guest.start(peer)) {
      List<Repetition> repetitions = Repetition.all(run);
      for (int i = 0; i < repetitions.size(); i++) {
        figures.add(i % 2 == 0 ? ONE : TWO, peer, repetitions.get(i).milliseconds());
      }
      figures.check(ONE, peer, repetitions.getFirst().check());
    }
  }
}
