package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.NewImage;

/** The kernel {@code disk}: a virtio disk over a file, both emulators on the same one. */
final class Disk implements Subject {
  /** The name of its source and image. */
  static final String TITLE = "disk";

  static final String GROUP = "disks";
  private static final long SIZE = 1L << 30;
  private static final double MICROSECONDS = 1000;

  /** What a disk's file is. */
  enum Format {
    RAW,
    QCOW2;

    private String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private NewImage.Plan plan() {
      return switch (this) {
        case RAW -> new NewImage.Plan.Raw(SIZE, Create.Preallocation.OFF);
        case QCOW2 -> new NewImage.Plan.Qcow2(Create.Options.of(SIZE));
      };
    }
  }

  /** The kernel's repetitions, one after the other, over and over. */
  private enum Kind {
    WRITE_IN_ORDER("write in order, 256 KiB", 512),
    READ_IN_ORDER("read in order, 256 KiB", 512),
    READ_ONE("read 4 KiB anywhere, depth 1", 4000),
    READ_MANY("read 4 KiB anywhere, depth 32", 16000),
    WRITE_ONE("write 4 KiB anywhere, depth 1", 4000),
    WRITE_MANY("write 4 KiB anywhere, depth 32", 16000);

    private static final Kind[] ALL = values();

    private final String title;
    private final int requests;

    Kind(String title, int requests) {
      this.title = title;
      this.requests = requests;
    }

    private Row row(Format format) {
      return new Row(GROUP, format.word() + ": " + title, "us");
    }
  }

  private final Format format;
  private final Path file;
  private final Guest guest;

  Disk(Format format, Path image, Path folder, int percent) {
    this.format = format;
    this.file = folder.resolve("disk." + format.word());
    int atLeast = Math.max(percent, 100 / 5); // a repetition of each kind
    this.guest =
        Guest.bareMetal(image, "bench.percent=" + atLeast)
            .with(
                "-global",
                "virtio-mmio.force-legacy=false",
                "-drive",
                "if=none,id=disk,format=" + format.word() + ",file=" + file,
                "-device",
                "virtio-blk-device,drive=disk");
  }

  @Override
  public List<Row> rows() {
    return Arrays.stream(Kind.ALL).map(kind -> kind.row(format)).toList();
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    NewImage.create(file.toString(), format.plan());
    try (GuestRun run = guest.start(peer)) {
      List<Repetition> repetitions = Repetition.all(run);
      for (int kind = 0; kind < Kind.ALL.length; kind++) {
        List<Double> times = new ArrayList<>();
        for (int i = kind; i < repetitions.size(); i += Kind.ALL.length) {
          times.add(repetitions.get(i).milliseconds());
        }
        double median = Figures.median(times.stream().mapToDouble(each -> each).toArray());
        Kind which = Kind.ALL[kind];
        figures.add(which.row(format), peer, median * MICROSECONDS / which.requests);
      }
      figures.check(Kind.ALL[0].row(format), peer, repetitions.getFirst().check());
    }
  }
}
