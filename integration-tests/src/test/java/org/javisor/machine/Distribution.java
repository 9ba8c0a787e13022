package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The programs under test, and how a test runs them with state of its own. */
final class Distribution implements AutoCloseable {
  private static final long COMMAND_SECONDS = 120;

  private final Path root;
  private final Path home;

  /** Directories of a test: short, since socket paths are. */
  private final Path run;

  private final Path state;

  /** What a command came to. */
  record Outcome(int status, String out, String err) {}

  Distribution() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("LICENSE"))) {
      folder = folder.getParent();
    }
    root = folder;
    home = root.resolve("packaging/target/javisor");
    assertTrue(
        Files.exists(home.resolve("bin/javisor")), "the distribution has been built: " + home);
    run = Files.createTempDirectory("jv");
    state = Files.createTempDirectory("jvs");
  }

  /** The project's folder. */
  Path root() {
    return root;
  }

  Path home() {
    return home;
  }

  Path emulator() {
    return home.resolve("bin/javisor-system-riscv64");
  }

  /** The command for a machine of so much memory and so many CPUs, its console on the terminal. */
  List<String> machine(int mebibytes, int cpus, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                emulator().toString(),
                "-M",
                "virt",
                "-m",
                mebibytes + "M",
                "-smp",
                Integer.toString(cpus),
                "-nographic"));
    command.addAll(List.of(options));
    return command;
  }

  /** This test's own directory, mode 0700. */
  Path runDirectory() {
    return run;
  }

  /** Environment of this test's daemon and commands. */
  java.util.Map<String, String> environment() {
    return java.util.Map.of(
        "XDG_RUNTIME_DIR", run.toString(),
        "XDG_STATE_HOME", state.toString(),
        "HOME", System.getProperty("user.home"),
        "PATH", System.getenv("PATH"));
  }

  /** Runs {@code javisor} with {@code arguments} to its end. */
  Outcome javisor(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/javisor").toString()));
    command.addAll(List.of(arguments));
    return execute(command);
  }

  /** Runs a program to its end. */
  Outcome execute(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", "");
    Path err = Files.createTempFile("err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    assertTrue(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS), () -> command + " did not end");
    Outcome outcome =
        new Outcome(
            process.exitValue(),
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
    Files.delete(out);
    Files.delete(err);
    return outcome;
  }

  /**
   * The folder with Debian's installer kernel and initrd; skips the test, with the reason, where it
   * cannot be had.
   */
  Path guest() throws IOException, InterruptedException {
    return fetched();
  }

  /** The folder with Debian's OpenSBI and U-Boot; the test is skipped where they cannot be had. */
  Path firmware() throws IOException, InterruptedException {
    return fetched("--firmware");
  }

  private Path fetched(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(root.resolve("packaging/fetch-guest").toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String folder =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    Assumptions.assumeTrue(
        status == 0, "skipped: the Debian guest could not be fetched (fetch-guest says why above)");
    return Path.of(folder);
  }

  @Override
  public void close() throws IOException {
    Path pidSource = run.resolve("javisor");
    if (Files.exists(pidSource)) {
      ProcessHandle.allProcesses()
          .filter(process -> process.info().commandLine().orElse("").contains(home.toString()))
          .filter(process -> ownedByThisTest(process.pid()))
          .forEach(ProcessHandle::destroy);
    }
  }

  private boolean ownedByThisTest(long pid) {
    try {
      String environment =
          Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
      return environment.contains("XDG_RUNTIME_DIR=" + run);
    } catch (IOException e) {
      return false; // It has ended meanwhile.
    }
  }
}
