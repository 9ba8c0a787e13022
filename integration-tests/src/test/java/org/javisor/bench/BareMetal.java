package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kernel without an operating system: it measures its own repetitions by the guest's clock. */
final class BareMetal implements Subject {
  private static final double TICKS_PER_MILLISECOND = 1e4;

  private final BareKernel kernel;
  private final Path image;
  private final int percent;
  private final Row row;

  BareMetal(BareKernel kernel, Path image, int percent) {
    this.kernel = kernel;
    this.image = image;
    this.percent = percent;
    this.row = new Row(kernel.group(), kernel.title(), "ms");
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    List<String> command =
        peer.machine(
            "-m",
            "256M",
            "-smp",
            "1",
            "-serial",
            "stdio",
            "-monitor",
            "none",
            "-kernel",
            image.toString(),
            "-append",
            "bench.percent=" + percent);
    try (GuestRun run = GuestRun.start(command)) {
      run.await("done");
      List<String[]> repetitions =
          run.linesToTheEnd().stream()
              .filter(line -> line.startsWith("rep "))
              .map(line -> line.split(" "))
              .toList();
      double[] times =
          repetitions.stream()
              .skip(kernel.isCold() ? 0 : repetitions.size() / 3)
              .limit(kernel.isCold() ? 1 : repetitions.size())
              .mapToDouble(words -> Double.parseDouble(words[2]) / TICKS_PER_MILLISECOND)
              .toArray();
      figures.add(row, peer, Figures.median(times));
      figures.check(row, peer, repetitions.getFirst()[3]);
    }
  }
}
