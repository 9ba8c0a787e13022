package org.javisor.cli.command;

import java.util.Optional;
import org.javisor.supervisor.client.DaemonAccess;
import org.javisor.supervisor.client.RemoteService;

/** How commands reach the daemon: found in the environment, started when it does not run. */
final class Connect {
  private Connect() {}

  static RemoteService daemon() {
    return access().connect();
  }

  static Optional<RemoteService> runningDaemon() {
    return access().connectIfRunning();
  }

  private static DaemonAccess access() {
    return DaemonAccess.fromEnvironment(System.getenv(), System.getProperty("javisor.home", ""));
  }
}
