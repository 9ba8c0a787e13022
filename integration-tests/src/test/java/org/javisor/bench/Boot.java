package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** From the start of the process to the guest's first words, and the memory that took. */
final class Boot implements Subject {
  private static final double NANOSECONDS_PER_SECOND = 1e9;
  private static final double MEBI = 1 << 20;
  private static final String GROUP = "boots";

  private final Row time;
  private final Row memory;
  private final String text;
  private final Guest guest;

  private Boot(String title, String text, Guest guest) {
    this.time = new Row(GROUP, title, "s");
    this.memory = new Row(GROUP, title + ": RSS", "MiB");
    this.text = text;
    this.guest = guest;
  }

  /** To the first process of a small RAM disk. */
  static Boot toInit(Path kernel, Path ramDisk) {
    return new Boot(
        "/init", "bench init", Guest.linux("512M", kernel, ramDisk, "quiet bench_idle"));
  }

  /** To the first screen of Debian's installer. */
  static Boot toInstaller(Path kernel, Path ramDisk) {
    return new Boot(
        "installer's first screen",
        "Choose the language",
        Guest.linux("512M", kernel, ramDisk, ""));
  }

  @Override
  public List<Row> rows() {
    return List.of(time, memory);
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    try (GuestRun run = guest.start(peer)) {
      figures.add(time, peer, run.await(text) / NANOSECONDS_PER_SECOND);
      figures.add(memory, peer, run.residentBytes() / MEBI);
    }
  }
}
