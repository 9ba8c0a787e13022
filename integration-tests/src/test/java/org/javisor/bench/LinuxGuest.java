package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's kernel with a first process of ours that measures it. */
final class LinuxGuest implements Subject {
  private static final double PICOSECONDS_PER_MICROSECOND = 1e6;

  /** What the first process measures, and what one of it is. */
  private enum Operation {
    SYSCALL("syscall", "system call"),
    CLOCK("clock", "reading the clock"),
    SWITCH("switch", "two context switches"),
    FAULT("fault", "page mapped, touched, unmapped"),
    COW("cow", "page copied on write"),
    FORK("fork", "fork, exit, wait"),
    EXEC_STATIC("exec-static", "exec of a static program"),
    EXEC_DYNAMIC("exec-dynamic", "exec of a dynamic program"),
    PIPE("pipe", "KiB through a pipe"),
    SIGNAL("signal", "signal to itself"),
    FILE("file", "open, read, close of a file");

    private final String word;
    private final String title;

    Operation(String word, String title) {
      this.word = word;
      this.title = title;
    }

    Row row() {
      return new Row("Linux", title, "us");
    }
  }

  private final Guest guest;

  LinuxGuest(Path kernel, Path ramDisk, int percent) {
    this.guest = Guest.linux("256M", kernel, ramDisk, "quiet bench_percent=" + percent);
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      rows.add(operation.row());
    }
    return rows;
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    try (GuestRun run = guest.start(peer)) {
      run.await("bench done");
      for (String line : run.linesToTheEnd()) {
        String[] words = line.split(" ");
        for (Operation operation : Operation.values()) {
          if (words.length == 3 && words[0].equals("bench") && words[1].equals(operation.word)) {
            figures.add(
                operation.row(), peer, Double.parseDouble(words[2]) / PICOSECONDS_PER_MICROSECOND);
          }
        }
      }
    }
  }
}
