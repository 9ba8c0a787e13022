package org.javisor.cli.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.VersionInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code javisor version}. */
@Command(
    name = "version",
    description = "Shows the versions of this program and, if it runs, of the daemon.",
    footer = {"", "Example: javisor version -o json"})
public final class VersionCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    JsonObject json = new JsonObject().put("version", own()).put("protocol", VersionInfo.PROTOCOL);
    StringBuilder text = new StringBuilder("javisor " + own() + "\n");
    Optional<RemoteService> daemon = Connect.runningDaemon();
    if (daemon.isPresent()) {
      try (RemoteService connection = daemon.get()) {
        VersionInfo version = connection.version();
        json.put("daemon", version.toJson());
        text.append("javisord " + version.version() + ", process " + version.pid() + "\n");
      }
    } else {
      text.append("javisord does not run\n");
    }
    output.print(json, text.toString());
    return 0;
  }

  /** The version of this program. */
  public static String own() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
