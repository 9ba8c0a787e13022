package org.javisor.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.UnixSocket;
import org.javisor.supervisor.api.VmException;

/** Spawns emulators with exactly the descriptors that they need. */
public final class EmulatorLauncher {
  private static final int OWNER_ONLY = 0600;
  private static final int BACKLOG = 1;

  /**
   * The environment is what a launcher and a JVM need, not whatever the daemon was started with.
   */
  private static final String[] PASSED = {
    "PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "JAVA_HOME"
  };

  private static final String[] PASSED_PREFIXES = {"JAVISOR_", "LC_"};

  private final Path program;

  /** Starts the given program as emulator. */
  public EmulatorLauncher(Path program) {
    this.program = program;
  }

  /** Starts the emulator of the distribution that we run from. */
  public static EmulatorLauncher installed() {
    String home = System.getProperty("javisor.home", "");
    return new EmulatorLauncher(Path.of(home, "bin", "javisor-system-riscv64").toAbsolutePath());
  }

  /**
   * Spawns an emulator. When this returns, only the child holds the listening sockets.
   *
   * @throws VmException when the program cannot be executed
   */
  public LaunchedEmulator spawn(LaunchPlan plan) throws IOException {
    Files.deleteIfExists(plan.monitorSocket());
    Files.deleteIfExists(plan.consoleSocket());
    Pipe stderr = Pipe.open();
    try (Fd _ = stderr.writeEnd();
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE);
        Fd monitor = UnixSocket.listen(plan.monitorSocket(), OWNER_ONLY, BACKLOG);
        Fd console = UnixSocket.listen(plan.consoleSocket(), OWNER_ONLY, BACKLOG)) {
      ChildProcess child =
          start(
              Spawn.of(program)
                  .arguments(CommandLine.of(program.toString(), plan.definition()))
                  .environment(environment(System.getenv()))
                  .descriptor(0, nothing)
                  .descriptor(1, nothing)
                  .descriptor(2, stderr.writeEnd())
                  .descriptor(CommandLine.MONITOR_FD, monitor)
                  .descriptor(CommandLine.CONSOLE_FD, console));
      return new LaunchedEmulator(plan, EmulatorProcess.watch(child, stderr.readEnd()));
    } catch (IOException | RuntimeException failed) {
      stderr.readEnd().close();
      throw failed;
    }
  }

  private ChildProcess start(Spawn spawn) {
    try {
      return spawn.start();
    } catch (HostException refused) {
      throw VmException.emulatorExited(
          "emulator '" + program + "' cannot be started: " + refused.getMessage(), "");
    }
  }

  static Map<String, String> environment(Map<String, String> own) {
    Map<String, String> passed = new TreeMap<>();
    for (String name : PASSED) {
      if (own.containsKey(name)) {
        passed.put(name, own.get(name));
      }
    }
    for (Map.Entry<String, String> variable : own.entrySet()) {
      for (String prefix : PASSED_PREFIXES) {
        if (variable.getKey().startsWith(prefix)) {
          passed.put(variable.getKey(), variable.getValue());
        }
      }
    }
    return passed;
  }
}
