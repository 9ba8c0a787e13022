package org.javisor.cli.main;

import org.javisor.cli.command.ConsoleCommand;
import org.javisor.cli.command.InfoCommand;
import org.javisor.cli.command.KillCommand;
import org.javisor.cli.command.LsCommand;
import org.javisor.cli.command.RmCommand;
import org.javisor.cli.command.RunCommand;
import org.javisor.cli.command.StartCommand;
import org.javisor.cli.command.StopCommand;
import org.javisor.cli.command.VersionCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The catalogue of commands, in the order of the help. */
@Command(
    name = "javisor",
    description = "Runs virtual machines.",
    subcommands = {
      RunCommand.class,
      StartCommand.class,
      LsCommand.class,
      InfoCommand.class,
      ConsoleCommand.class,
      StopCommand.class,
      KillCommand.class,
      RmCommand.class,
      VersionCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Javisor.OwnVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line or definition, 3 no such VM,",
      "4 not possible in this state, 5 time is up, 7 emulator ended by itself,",
      "8 daemon not reachable, 9 exists already, 10 file cannot be used,",
      "11 more than this host has, 12 directory is not private, 13 kernel for another CPU,",
      "14 definition cannot be written.",
      "",
      "Example: javisor run --kernel linux --initrd initrd.gz --append console=ttyS0"
    })
final class Javisor {
  static final class OwnVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"javisor " + VersionCommand.own()};
    }
  }
}
