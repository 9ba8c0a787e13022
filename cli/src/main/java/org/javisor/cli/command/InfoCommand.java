package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.cli.render.MachineText;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code javisor info}. */
@Command(
    name = "info",
    description = "Shows everything about a virtual machine, and how its last run ended.",
    footer = {"", "Example: javisor info debian"})
public final class InfoCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      VmInfo machine = daemon.info(name);
      output.print(machine.toJson(), MachineText.info(machine, System.currentTimeMillis()));
    }
    return 0;
  }
}
