package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The serial line of a guest whose emulator has it on its standard streams. */
record Console(Process process) implements AutoCloseable {
  /** No guest of a test takes as long; a read does not end when a test's time is over. */
  private static final long LIMIT_MINUTES = 10;

  /** Starts an emulator, which is killed at the latest when its time is over. */
  static Console start(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Process> _ =
        process
            .onExit()
            .orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES)
            .whenComplete((_, late) -> {
              if (late != null) {
                process.destroyForcibly();
              }
            });
    return new Console(process);
  }

  void type(String text) throws IOException {
    OutputStream keys = process.getOutputStream();
    keys.write(text.getBytes(StandardCharsets.US_ASCII));
    keys.flush();
  }

  /** All up to {@code wanted}. */
  String await(String wanted) throws IOException {
    InputStream output = process.getInputStream();
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(wanted, seen.length() - wanted.length()) < 0) {
      int next = output.read();
      assertTrue(next >= 0, () -> "the end before '" + wanted + "': " + seen);
      seen.append((char) next);
    }
    return seen.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
