package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code javisor console}. */
@Command(
    name = "console",
    description = {
      "Attaches this terminal to a virtual machine's serial console; ^] leaves it.",
      "Several may be attached. The output that was kept comes first."
    },
    footer = {"", "Example: javisor console debian"})
public final class ConsoleCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--no-history", description = "only new output")
  private boolean noHistory;

  @Parameters(paramLabel = "NAME", description = "the virtual machine")
  private String name = "";

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (output.json()) {
      throw new ParameterException(command.commandLine(), "a console is not JSON");
    }
    VmInfo machine;
    try (RemoteService daemon = Connect.daemon()) {
      machine = daemon.info(name);
    }
    return new Attachment(output, machine).follow(!noHistory);
  }
}
