package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.javisor.supervisor.provision.debian.HostTools;

/**
 * A libvirtd of the host's, unmodified, in session mode with folders of its own. As root it is
 * started as nobody, since libvirt has no sessions for root.
 */
final class LibvirtDaemon implements AutoCloseable {
  private static final long COMMAND_SECONDS = 60;
  private static final long PAUSE_MILLIS = 10;

  /** What the emulator's launcher calls; emulators elsewhere on the host stay out of sight. */
  private static final List<String> PROGRAMS =
      List.of("cat", "dirname", "env", "readlink", "setsid", "sh", "true");

  private final Path root;
  private final List<String> user;
  private final Path libvirtd;
  private Process daemon;

  private LibvirtDaemon(Path root, List<String> user, Path libvirtd) {
    this.root = root;
    this.user = user;
    this.libvirtd = libvirtd;
  }

  /** Starts it; skips the test, with the reason, where that cannot be. */
  static LibvirtDaemon start(Distribution distribution) throws IOException, InterruptedException {
    Optional<Path> libvirtd = HostTools.find("libvirtd");
    assumeTrue(
        libvirtd.isPresent() && HostTools.find("virsh").isPresent(),
        "skipped: libvirtd and virsh are not installed");
    boolean isRoot = System.getProperty("user.name").equals("root");
    List<String> user =
        isRoot ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    assumeTrue(
        canRun(user, distribution.emulator()),
        "skipped: the distribution is where only root can run it");
    Path root = Files.createTempDirectory("lv"); // short: socket paths are
    LibvirtDaemon made = new LibvirtDaemon(root, user, libvirtd.orElseThrow());
    made.prepare();
    made.launch();
    return made;
  }

  private static boolean canRun(List<String> user, Path program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(user);
    command.addAll(List.of("test", "-x", program.toString()));
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private void prepare() throws IOException, InterruptedException {
    Path programs = Files.createDirectories(root.resolve("bin"));
    for (String name : PROGRAMS) {
      Files.createSymbolicLink(programs.resolve(name), HostTools.find(name).orElseThrow());
    }
    Path settings = Files.createDirectories(root.resolve(".config/libvirt"));
    Files.writeString(settings.resolve("qemu.conf"), "stdio_handler = \"file\"\n");
    Files.writeString(
        root.resolve("libvirtd.conf"), "log_outputs=\"3:file:" + root.resolve("log") + "\"\n");
    Files.createDirectories(root.resolve("run"));
    if (!user.isEmpty()) {
      Process owner = new ProcessBuilder("chown", "-R", "65534:65534", root.toString()).start();
      assertEquals(0, owner.waitFor());
    }
  }

  /** A folder that the daemon and its machines can use. */
  Path folder() {
    return root;
  }

  private Process begin(List<String> command, Path output) throws IOException {
    List<String> all = new ArrayList<>(user);
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", root.toString(),
                "XDG_RUNTIME_DIR", root.resolve("run").toString(),
                "PATH", root.resolve("bin").toString(),
                "LC_ALL", "C"));
    return builder.start();
  }

  private void launch() throws IOException, InterruptedException {
    Path socket = root.resolve("run/libvirt/libvirt-sock");
    Files.deleteIfExists(socket);
    daemon =
        begin(
            List.of(
                libvirtd.toString(),
                "-f",
                root.resolve("libvirtd.conf").toString(),
                "-p",
                root.resolve("libvirtd.pid").toString()),
            root.resolve("libvirtd.out"));
    while (!Files.exists(socket)) {
      assertFalse(daemon.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS), "libvirtd ended");
    }
  }

  /** Ends it without a chance to tell anybody, and starts it again; machines go on. */
  void restart() throws IOException, InterruptedException {
    Process _ = daemon.destroyForcibly().onExit().join();
    launch();
  }

  /** The same, and the machine {@code name} dies while nobody looks. */
  void restartWithout(String name) throws IOException, InterruptedException {
    Process _ = daemon.destroyForcibly().onExit().join();
    endMachine(name);
    launch();
  }

  private void endMachine(String name) throws IOException {
    Path pid = root.resolve("run/libvirt/qemu/run/" + name + ".pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(emulator -> {
            boolean _ = emulator.destroyForcibly();
            ProcessHandle _ = emulator.onExit().join();
          });
    }
  }

  private Distribution.Outcome run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("virsh", "");
    Process process = begin(command, output);
    assertTrue(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS), () -> command + " did not end");
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    return new Distribution.Outcome(process.exitValue(), text, "");
  }

  /** What a virsh command says; it succeeds. */
  String virsh(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                HostTools.find("virsh").orElseThrow().toString(),
                "-c",
                "qemu+unix:///session?socket=" + root.resolve("run/libvirt/libvirt-sock")));
    command.addAll(List.of(arguments));
    Distribution.Outcome outcome = run(command);
    assertEquals(
        0, outcome.status(), () -> String.join(" ", arguments) + ": " + outcome.out() + logs());
    return outcome.out().strip();
  }

  /** Asks again and again until a virsh command says {@code wanted}. */
  void await(String wanted, String... arguments) throws IOException, InterruptedException {
    while (!virsh(arguments).equals(wanted)) {
      assertFalse(daemon.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS), "libvirtd ended");
    }
  }

  private String logs() {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("log", ".cache/libvirt/qemu/log/tiny.log")) {
      try {
        all.append("\n--- ").append(name).append('\n').append(Files.readString(root.resolve(name)));
      } catch (IOException e) {
        all.append(e.getMessage());
      }
    }
    return all.toString();
  }

  /** Ends the daemon and the machine that it may have left. */
  @Override
  public void close() throws IOException {
    Process _ = daemon.destroyForcibly().onExit().join();
    endMachine("tiny");
    Path _ =
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult postVisitDirectory(Path folder, IOException problem)
                  throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
              }
            });
  }
}
