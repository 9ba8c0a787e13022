package org.javisor.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A machine that runs as a process, its serial port being what it prints. */
final class GuestRun implements AutoCloseable {
  private static final long LIMIT_SECONDS = 600;
  private static final long KIB = 1024;

  private final Process process;
  private final InputStream output;
  private final StringBuilder console = new StringBuilder();
  private final Thread watch;
  private final long begun;

  private GuestRun(Process process, long begun) {
    this.process = process;
    this.output = process.getInputStream();
    this.begun = begun;
    this.watch = Thread.ofVirtual().unstarted(this::endLate);
  }

  /** Starts {@code command}; it is killed when it takes {@value #LIMIT_SECONDS} s. */
  static GuestRun start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true);
    long begun = System.nanoTime();
    GuestRun run = new GuestRun(builder.start(), begun);
    run.watch.start();
    return run;
  }

  private void endLate() {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The run is closed: nothing is late any more.
    }
  }

  /**
   * Reads until the guest has printed {@code text}.
   *
   * @return nanoseconds since the process was started
   * @throws BenchException when the output ends before
   */
  long await(String text) throws IOException, BenchException {
    byte[] buffer = new byte[8192];
    while (console.indexOf(text) < 0) {
      int count = output.read(buffer);
      if (count < 0) {
        throw new BenchException("it ended before '" + text + "'; its last words: " + lastWords());
      }
      console.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
    return System.nanoTime() - begun;
  }

  /** Everything that the guest has printed when it has ended, a line each, without line ends. */
  List<String> linesToTheEnd() throws IOException {
    console.append(new String(output.readAllBytes(), StandardCharsets.ISO_8859_1));
    return console.toString().lines().map(String::strip).toList();
  }

  private String lastWords() {
    String text = console.toString().strip();
    return "'" + text.substring(Math.max(0, text.length() - 200)) + "'";
  }

  /** Host memory that the process has resident, in bytes. */
  long residentBytes() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(each -> each.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow(() -> new IOException("the process has no VmRSS"));
    return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
  }

  /** Host CPU time of all threads so far, in clock ticks of 10 ms. */
  long processorTicks() throws IOException {
    String line = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    watch.interrupt();
    process.onExit().join();
  }
}
