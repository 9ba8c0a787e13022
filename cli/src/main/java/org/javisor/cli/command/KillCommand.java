package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code javisor kill}. */
@Command(
    name = "kill",
    description = {
      "Ends a virtual machine's emulator at once, as pulling the plug.",
      "Works on an emulator that hangs; what the guest did not write to its disk is lost."
    },
    footer = {"", "Example: javisor kill debian"})
public final class KillCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      VmInfo machine = daemon.kill(name);
      output.print(machine.toJson(), Ended.line(machine));
    }
    return 0;
  }
}
