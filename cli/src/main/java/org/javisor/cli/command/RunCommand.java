package org.javisor.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.client.RemoteService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code javisor run}. */
@Command(
    name = "run",
    description = {
      "Defines and starts a virtual machine and attaches its console; ^] leaves it running.",
      "When it cannot be started, nothing of it is left."
    },
    footer = {
      "",
      "Example: javisor run --name debian --memory 1G --kernel linux --initrd initrd.gz"
          + " --append console=ttyS0"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--name", paramLabel = "NAME", description = "its name (default: vm1, vm2, …)")
  private String name = "";

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      required = true,
      description = "riscv64 kernel, an Image or ELF file")
  private String kernel = "";

  @Option(names = "--initrd", paramLabel = "FILE", description = "initial RAM disk")
  private String initrd = "";

  @Option(names = "--append", paramLabel = "TEXT", description = "kernel command line")
  private String append = "";

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "SIZE",
      defaultValue = "512M",
      converter = MemorySize.Converter.class,
      description = "guest memory, such as 512M or 2G (default: ${DEFAULT-VALUE})")
  private MemorySize memory = new MemorySize(512);

  @Option(
      names = "--cpus",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "processors (default: ${DEFAULT-VALUE})")
  private long cpus;

  @Option(
      names = "--disk",
      paramLabel = "FILE[,readonly]",
      converter = DiskOption.class,
      description = "raw disk image; may be given several times")
  private List<DiskRequest> disks = new ArrayList<>();

  @Option(
      names = {"-d", "--detach"},
      description = "do not attach the console")
  private boolean detach;

  @Option(names = "--rm", description = "forget the machine when it ends")
  private boolean removeAtExit;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (output.json() && !detach) {
      throw new ParameterException(
          command.commandLine(), "'-o json' needs '--detach': the console is not JSON");
    }
    VmInfo machine = start();
    if (detach) {
      output.print(machine.toJson(), machine.name() + "\n");
      return 0;
    }
    return new Attachment(output, machine).follow(true);
  }

  private VmInfo start() throws IOException {
    try (RemoteService daemon = Connect.daemon()) {
      return daemon.run(
          new VmSpec(
              name,
              new VmSpec.Hardware(memory.mib(), cpus),
              new VmSpec.Boot(absolute(kernel), absolute(initrd), append),
              disks,
              removeAtExit));
    }
  }

  /** The daemon has a working directory of its own. */
  private static String absolute(String path) {
    return Optional.of(path)
        .filter(given -> !given.isEmpty())
        .map(given -> Path.of(given).toAbsolutePath().normalize().toString())
        .orElse("");
  }
}
