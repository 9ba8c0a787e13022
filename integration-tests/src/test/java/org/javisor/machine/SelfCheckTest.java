package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.javisor.supervisor.provision.debian.CpioArchive;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Linux whose only process checks the machine under it, {@code src/test/guest/selfcheck.c}, on
 * one CPU and on several, and a host that compares its clock with the guest's.
 */
class SelfCheckTest {
  private static final String COMPILER = "riscv64-linux-gnu-gcc";
  private static final List<String> CHECKS =
      List.of(
          "processes",
          "signals",
          "futexes",
          "copies",
          "mappings",
          "changing-code",
          "floats",
          "shoot-downs",
          "thread-copies",
          "thread-code",
          "migrations",
          "parallel-sums",
          "timers",
          "marks");

  private static final double CLOCK_TOLERANCE = 0.01;

  /** So many moments the guest tells, half a second apart. */
  private static final int MARKS = 21;

  @TempDir private Path folder;

  /** A moment that the guest has told, by its clock and by the host's, in seconds. */
  private record Mark(double guest, double host) {}

  @ParameterizedTest
  @CsvSource({"jit, 1", "jit, 4", "interp, 1", "interp, 2"})
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everyCheckOfTheGuestPassesAndItsClockKeepsStep(String accelerator, int cpus)
      throws Exception {
    try (Distribution distribution = new Distribution()) {
      Path kernel = distribution.guest().resolve("linux");
      Path initrd = archive(compiled());
      List<String> command =
          List.of(
              distribution.emulator().toString(),
              "-accel",
              accelerator,
              "-M",
              "virt",
              "-m",
              "256",
              "-smp",
              Integer.toString(cpus),
              "-nographic",
              "-kernel",
              kernel.toString(),
              "-initrd",
              initrd.toString(),
              "-append",
              "console=ttyS0 quiet");
      List<String> lines = new ArrayList<>();
      List<Mark> marks = new ArrayList<>();
      try (Console console = Console.start(command);
          BufferedReader output = console.process().inputReader(StandardCharsets.UTF_8)) {
        output.lines().map(String::strip).forEach(line -> note(line, lines, marks));
        assertEquals(0, console.process().waitFor());
      }
      List<String> expected = new ArrayList<>();
      CHECKS.forEach(name -> expected.add("CHECK " + name + " ok"));
      expected.add("CHECK end");
      assertEquals(expected, lines);
      double error = clockError(marks);
      String text = String.format(Locale.ROOT, "the guest's clock is off by %.4f", error);
      System.out.println("self-check: " + text);
      assertTrue(Math.abs(error) <= CLOCK_TOLERANCE, text);
    }
  }

  /**
   * How much slower the guest's clock goes than the host's, as a part of it. A moment reaches the
   * host late, never early, and how late varies with what else the host does: so the promptest of
   * the first moments is compared with the promptest of the last ones.
   */
  private static double clockError(List<Mark> marks) {
    assertEquals(MARKS, marks.size());
    Mark first = promptest(marks.subList(0, MARKS / 3));
    Mark last = promptest(marks.subList(MARKS - MARKS / 3, MARKS));
    double host = last.host() - first.host();
    return (host - (last.guest() - first.guest())) / host;
  }

  private static Mark promptest(List<Mark> marks) {
    return Collections.min(marks, Comparator.comparingDouble(mark -> mark.host() - mark.guest()));
  }

  private static void note(String line, List<String> lines, List<Mark> marks) {
    double host = System.nanoTime() / 1e9;
    if (line.startsWith("CHECK ")) {
      lines.add(line);
    } else if (line.startsWith("MARK ")) {
      marks.add(new Mark(Double.parseDouble(line.substring("MARK ".length())), host));
    }
  }

  /** The guest's program; skips the test where the compiler is not installed. */
  private byte[] compiled() throws IOException, InterruptedException {
    Path source = Path.of("src/test/guest").toAbsolutePath();
    Path program = folder.resolve("init");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  COMPILER,
                  "-O1",
                  "-frounding-math",
                  "-ffp-contract=off",
                  "-static",
                  source.resolve("selfcheck.c").toString(),
                  source.resolve("harts.c").toString(),
                  "-o",
                  program.toString(),
                  "-lm",
                  "-lpthread")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("skipped: " + COMPILER + " is not installed");
      throw e;
    }
    String messages = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor(), messages);
    return Files.readAllBytes(program);
  }

  /** An initial RAM disk: a console and the program as /init. */
  private Path archive(byte[] program) throws IOException {
    CpioArchive archive = new CpioArchive();
    archive.folder("dev");
    archive.console("dev/console");
    archive.program("init", program);
    Path file = folder.resolve("initrd.gz");
    try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file))) {
      output.write(archive.finish());
    }
    return file;
  }
}
