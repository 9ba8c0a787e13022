package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code javisor rm}. */
@Command(
    name = "rm",
    description = "Forgets a virtual machine that does not run, with its logs. Disks are kept.",
    footer = {"", "Example: javisor rm debian"})
public final class RmCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      daemon.remove(name);
    }
    output.print(
        new JsonObject().put("name", name).put("removed", true), "VM '" + name + "' is removed\n");
    return 0;
  }
}
