package org.javisor.supervisor.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/**
 * The two directories of a user's daemon and the names in them.
 *
 * @param runDirectory sockets, locks, process records; lost at reboot
 * @param stateDirectory definitions and logs
 */
public record Layout(Path runDirectory, Path stateDirectory) {
  /** A socket's path must fit the kernel's address structure, with its ending NUL. */
  private static final int MAX_SOCKET_PATH = 107;

  private static final String NAME = "javisor";

  /** Finds both from the environment without touching them. */
  public static Layout locate(Map<String, String> environment) throws IOException {
    return new Layout(runDirectory(environment), stateDirectory(environment));
  }

  /** Creates what is missing and refuses what is not private. */
  public Layout ensure() throws IOException {
    ensureRun();
    Files.createDirectories(stateDirectory.getParent());
    PrivateDirectory.ensure(stateDirectory, "state directory");
    PrivateDirectory.ensure(runDirectory.resolve("vm"), "run directory");
    PrivateDirectory.ensure(stateDirectory.resolve("vm"), "state directory");
    return this;
  }

  /** Creates the run directory only: all that a client needs. */
  public void ensureRun() throws IOException {
    Path parent = runDirectory.getParent();
    if (runDirectory.endsWith(NAME)) {
      PrivateDirectory.requireOwn(parent, "run directory");
    }
    PrivateDirectory.ensure(runDirectory, "run directory");
  }

  /** The socket at which the daemon listens. */
  public Path daemonSocket() {
    return socket(runDirectory.resolve("javisord.sock"));
  }

  /** Held by the daemon while it lives. */
  public Path daemonLock() {
    return runDirectory.resolve("javisord.lock");
  }

  /** Held by whoever starts a daemon until it listens. */
  public Path startLock() {
    return runDirectory.resolve("javisord.start.lock");
  }

  /** The daemon's log. */
  public Path daemonLog() {
    return stateDirectory.resolve("javisord.log");
  }

  /** A machine's directory while it runs. */
  public Path machineRun(String name) {
    return runDirectory.resolve("vm").resolve(name);
  }

  /** A machine's directory while it is defined. */
  public Path machineState(String name) {
    return stateDirectory.resolve("vm").resolve(name);
  }

  /** A socket inside a machine's run directory; refused when the path is too long. */
  public Path machineSocket(String name, String socket) {
    return socket(machineRun(name).resolve(socket));
  }

  /** What the guest wrote to its serial console. */
  public Path consoleLog(String name) {
    return machineState(name).resolve("console.log");
  }

  private static Path socket(Path path) {
    int length = path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new VmException(
          ErrorCode.INVALID,
          "socket path '"
              + path
              + "' has "
              + length
              + " bytes, expected at most "
              + MAX_SOCKET_PATH
              + ": set XDG_RUNTIME_DIR to a shorter directory");
    }
    return path;
  }

  private static Path runDirectory(Map<String, String> environment) throws IOException {
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (given.startsWith("/") && Files.isDirectory(Path.of(given))) {
      return Path.of(given, NAME);
    }
    int uid = PrivateDirectory.ownUid();
    Path usual = Path.of("/run/user/" + uid);
    return Files.isDirectory(usual) ? usual.resolve(NAME) : Path.of("/tmp/" + NAME + "-" + uid);
  }

  private static Path stateDirectory(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    if (given.startsWith("/")) {
      return Path.of(given, NAME);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home, ".local", "state", NAME).toAbsolutePath();
  }
}
