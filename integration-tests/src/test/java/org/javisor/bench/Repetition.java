package org.javisor.bench;

import java.io.IOException;
import java.util.List;

/**
 * A repetition of a bare-metal kernel's work, as it prints it.
 *
 * @param check depends on all of the work
 */
record Repetition(double milliseconds, String check) {
  private static final double TICKS_PER_MILLISECOND = 1e4;

  /** All of them, at least one. */
  static List<Repetition> all(GuestRun run) throws IOException, BenchException {
    long _ = run.await("done");
    List<Repetition> all =
        run.linesToTheEnd().stream()
            .filter(line -> line.startsWith("rep "))
            .map(line -> line.split(" "))
            .map(words ->
                new Repetition(Double.parseDouble(words[2]) / TICKS_PER_MILLISECOND, words[3]))
            .toList();
    if (all.isEmpty()) {
      throw new BenchException("it printed no repetition");
    }
    return all;
  }
}
