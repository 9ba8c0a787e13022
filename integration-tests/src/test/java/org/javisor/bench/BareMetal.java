package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kernel without an operating system: it measures its own repetitions by the guest's clock. */
final class BareMetal implements Subject {
  private final BareKernel kernel;
  private final Guest guest;
  private final Row row;

  BareMetal(BareKernel kernel, Path image, int percent) {
    this.kernel = kernel;
    this.guest = Guest.bareMetal(image, "bench.percent=" + percent);
    this.row = new Row(kernel.group(), kernel.title(), "ms");
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    try (GuestRun run = guest.start(peer)) {
      List<Repetition> repetitions = Repetition.all(run);
      double[] times =
          repetitions.stream()
              .skip(kernel.isCold() ? 0 : repetitions.size() / 3)
              .limit(kernel.isCold() ? 1 : repetitions.size())
              .mapToDouble(Repetition::milliseconds)
              .toArray();
      figures.add(row, peer, Figures.median(times));
      figures.check(row, peer, repetitions.getFirst().check());
    }
  }
}
