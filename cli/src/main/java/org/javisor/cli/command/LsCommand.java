package org.javisor.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.javisor.cli.render.MachineText;
import org.javisor.supervisor.api.Json;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code javisor ls}. */
@Command(
    name = "ls",
    description = "Lists virtual machines.",
    footer = {"", "Example: javisor ls -o json"})
public final class LsCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      List<VmInfo> machines = daemon.list();
      output.print(
          Json.compact(machines.stream().map(VmInfo::toJson).toList()),
          MachineText.list(machines, System.currentTimeMillis()));
    }
    return 0;
  }
}
