package org.javisor.supervisor.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.store.HeldLock;
import org.javisor.supervisor.store.Layout;

/** The way to this user's daemon. */
public final class DaemonAccess {
  private final Layout layout;
  private final Map<String, String> environment;
  private final String home;

  private DaemonAccess(Layout layout, Map<String, String> environment, String home) {
    this.layout = layout;
    this.environment = environment;
    this.home = home;
  }

  /**
   * Finds the daemon's place.
   *
   * @param environment the process's environment
   * @param home the distribution's directory, or empty when it is not known
   */
  public static DaemonAccess fromEnvironment(Map<String, String> environment, String home) {
    try {
      Layout layout = Layout.locate(environment);
      layout.ensureRun();
      return new DaemonAccess(layout, environment, home);
    } catch (IOException failed) {
      throw new VmException(
          ErrorCode.DAEMON_UNREACHABLE, "run directory cannot be used: " + failed, failed);
    }
  }

  /** A connection to the daemon, which is started if it does not run. */
  public RemoteService connect() {
    return connectIfRunning().orElseGet(this::startAndConnect);
  }

  /** A connection to the daemon if it runs. */
  public Optional<RemoteService> connectIfRunning() {
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.connect(UnixDomainSocketAddress.of(layout.daemonSocket()));
        return Optional.of(new RemoteService(socket));
      } catch (IOException _) {
        socket.close(); // No socket, or nobody listens at it: the daemon does not run.
        return Optional.empty();
      }
    } catch (IOException failed) {
      throw new VmException(ErrorCode.FAILED, "no socket can be made: " + failed, failed);
    }
  }

  /** Clients that find no daemon at the same time take turns; all but one then find it. */
  private RemoteService startAndConnect() {
    try (HeldLock _ = HeldLock.acquire(layout.startLock())) {
      Optional<RemoteService> other = connectIfRunning();
      if (other.isPresent()) {
        return other.get();
      }
      new DaemonStarter(program(), environment).start();
      return connectIfRunning()
          .orElseThrow(() ->
              new VmException(
                  ErrorCode.DAEMON_UNREACHABLE,
                  "the daemon was started but does not listen at '" + layout.daemonSocket() + "'"));
    } catch (IOException failed) {
      throw new VmException(
          ErrorCode.DAEMON_UNREACHABLE, "the daemon cannot be started: " + failed, failed);
    }
  }

  private Path program() {
    if (home.isEmpty()) {
      throw new VmException(
          ErrorCode.DAEMON_UNREACHABLE,
          "the daemon does not run, and where it is installed is not known: start javisord");
    }
    return Path.of(home, "bin", "javisord");
  }
}
