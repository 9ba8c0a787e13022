package org.javisor.cli.main;

import org.javisor.cli.command.Console;
import org.javisor.cli.command.Info;
import org.javisor.cli.command.Kill;
import org.javisor.cli.command.Ls;
import org.javisor.cli.command.Rm;
import org.javisor.cli.command.Run;
import org.javisor.cli.command.Start;
import org.javisor.cli.command.Stop;
import org.javisor.cli.command.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The catalogue of commands, in the order of the help. */
@Command(
    name = "javisor",
    description = "Runs virtual machines.",
    subcommands = {
      Run.class,
      Start.class,
      Ls.class,
      Info.class,
      Console.class,
      Stop.class,
      Kill.class,
      Rm.class,
      Version.class
    },
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
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "shows this help")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "shows this program's version")
  private boolean version;

  static final class OwnVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"javisor " + Version.own()};
    }
  }
}
