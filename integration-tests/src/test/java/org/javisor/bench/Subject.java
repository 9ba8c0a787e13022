package org.javisor.bench;

import java.io.IOException;
import java.util.List;

/** Something that is measured on one emulator and then on the other. */
interface Subject {
  /** The rows of the table that a run of this fills. */
  List<Row> rows();

  /** Runs it once on {@code peer} and adds a figure for each row, in the row's unit. */
  void run(Peer peer, Figures figures) throws IOException, InterruptedException, BenchException;

  /** How often it runs on each emulator when {@code rounds} are asked for. */
  default int rounds(int rounds) {
    return rounds;
  }
}
