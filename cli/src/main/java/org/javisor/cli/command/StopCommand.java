package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code javisor stop}. */
@Command(
    name = "stop",
    description = {
      "Asks the guest to power down and waits until it has.",
      "A guest that does not listen to its power button does not react; then use --force."
    },
    footer = {"", "Example: javisor stop --timeout 60 debian"})
public final class StopCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--force", description = "tell the emulator to quit, without asking the guest")
  private boolean force;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long to wait (default: ${DEFAULT-VALUE})")
  private int timeout;

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      VmInfo machine = daemon.stop(new StopRequest(name, force, timeout));
      output.print(machine.toJson(), Ended.line(machine));
    }
    return 0;
  }
}
