package org.javisor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Builds the guests, runs each on QEMU and on Javisor by turns, prints one table.
 *
 * <p>System properties: {@code bench.qemu} and {@code bench.javisor} (command lines), {@code
 * bench.rounds}, {@code bench.percent} (how much of each guest's work is done) and {@code
 * bench.only} (an expression that a row's group or name has to match).
 */
final class Bench {
  static final String QEMU = "QEMU";
  static final String JAVISOR = "Javisor";

  private final Path root;
  private final Pattern only = Pattern.compile(System.getProperty("bench.only", ""));
  private final int rounds = Integer.getInteger("bench.rounds", 5);
  private final int percent = Integer.getInteger("bench.percent", 100);
  private final Figures figures = new Figures();
  private final List<Peer> peers = new ArrayList<>();

  private Bench(Path root) {
    this.root = root;
  }

  /** Arguments: the project's folder. */
  static void main(String[] arguments) throws Exception {
    new Bench(Path.of(arguments[0]).toAbsolutePath().normalize()).measure();
  }

  private void measure() throws IOException, InterruptedException, BenchException {
    findPeers();
    List<Subject> subjects = subjects().stream().filter(this::isWanted).toList();
    for (int round = 0; round < rounds; round++) {
      System.err.printf("bench: round %d of %d%n", round + 1, rounds);
      for (Subject subject : subjects) {
        if (round < subject.rounds(rounds)) {
          runOnEach(subject);
        }
      }
    }
    List<Row> rows = subjects.stream().flatMap(subject -> subject.rows().stream()).toList();
    new Table(System.out, figures).print(rows);
  }

  private void findPeers() throws IOException {
    System.out.println("host: " + host());
    Optional<Peer> qemu = Peer.of(QEMU, System.getProperty("bench.qemu", "qemu-system-riscv64"));
    if (qemu.isEmpty()) {
      figures.note("no QEMU: its columns are empty (install it, or name it by -Dbench.qemu)");
    }
    String ours = root.resolve("packaging/target/javisor/bin/javisor-system-riscv64").toString();
    qemu.ifPresent(peers::add);
    peers.add(
        Peer.of(JAVISOR, System.getProperty("bench.javisor", ours))
            .orElseThrow(() -> new IOException("there is no " + ours + ": build it first")));
    for (Peer peer : peers) {
      System.out.printf(
          "%s: %s (%s)%n", peer.name(), peer.version(), String.join(" ", peer.command()));
    }
  }

  private static String host() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .orElse("unknown processor");
    return model.replaceFirst(".*: ", "")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors";
  }

  private List<Subject> subjects() throws IOException, InterruptedException, BenchException {
    List<Subject> subjects = new ArrayList<>();
    Optional<GuestBuild> build = Optional.empty();
    if (GuestBuild.isPossible()) {
      Path module = root.resolve("integration-tests");
      build =
          Optional.of(new GuestBuild(module.resolve("src/bench"), module.resolve("target/bench")));
      addBareMetal(subjects, build.get());
    } else {
      figures.note("no own kernels: the cross compiler is missing (gcc-riscv64-linux-gnu)");
    }
    addDebian(subjects, build);
    subjects.add(new Greeting());
    return subjects;
  }

  private void addBareMetal(List<Subject> subjects, GuestBuild build)
      throws IOException, InterruptedException, BenchException {
    for (BareKernel kernel : BareKernel.values()) {
      if (matches(kernel.group(), kernel.title())) {
        subjects.add(new BareMetal(kernel, build.bareMetal(kernel.title()), percent));
      }
    }
    if (matches(TwoCpus.GROUP, TwoCpus.TITLE)) {
      subjects.add(new TwoCpus(build.bareMetal(TwoCpus.TITLE), percent));
    }
    Path folder = root.resolve("integration-tests/target/bench");
    for (Disk.Format format : Disk.Format.values()) {
      subjects.add(new Disk(format, build.bareMetal(Disk.TITLE), folder, percent));
    }
  }

  private void addDebian(List<Subject> subjects, Optional<GuestBuild> build)
      throws IOException, InterruptedException, BenchException {
    Optional<Path> folder = debian();
    if (folder.isEmpty()) {
      figures.note("no Linux: packaging/fetch-guest could not fetch Debian's kernel");
      return;
    }
    Path kernel = folder.get().resolve("linux");
    if (build.isPresent()) {
      Path ramDisk = build.get().initialRamDisk();
      subjects.add(new LinuxGuest(kernel, ramDisk, percent));
      subjects.add(Boot.toInit(kernel, ramDisk));
      subjects.add(Boot.toInstaller(kernel, folder.get().resolve("initrd.gz")));
      subjects.add(new Idle(kernel, ramDisk));
    } else {
      subjects.add(Boot.toInstaller(kernel, folder.get().resolve("initrd.gz")));
    }
  }

  /** The folder with Debian's kernel and installer. */
  private Optional<Path> debian() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(root.resolve("packaging/fetch-guest").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String folder =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? Optional.of(Path.of(folder)) : Optional.empty();
  }

  private boolean isWanted(Subject subject) {
    return subject.rows().stream().anyMatch(row -> matches(row.group(), row.name()));
  }

  private boolean matches(String group, String name) {
    return only.matcher(group + ": " + name).find();
  }

  private void runOnEach(Subject subject) throws IOException, InterruptedException {
    for (Peer peer : peers) {
      try {
        subject.run(peer, figures);
      } catch (BenchException e) {
        subject.rows().forEach(row -> figures.notAvailable(row, peer));
        figures.note(
            subject.rows().getFirst().name() + " on " + peer.name() + ": " + e.getMessage());
      }
    }
  }
}
