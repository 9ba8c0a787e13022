package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code javisor start}. */
@Command(
    name = "start",
    description = "Starts a virtual machine that is defined and does not run.",
    footer = {"", "Example: javisor start debian && javisor console debian"})
public final class StartCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      VmInfo machine = daemon.start(name);
      output.print(machine.toJson(), "VM '" + name + "' is " + machine.state().label() + "\n");
    }
    return 0;
  }
}
