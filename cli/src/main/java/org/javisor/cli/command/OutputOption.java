package org.javisor.cli.command;

import org.javisor.supervisor.api.JsonObject;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code -o} and the printing that it chooses. */
public final class OutputOption {
  /** The forms of a result. */
  public enum Format {
    json,
    table
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Format format = Format.table;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Whether JSON was asked for. */
  public boolean json() {
    return format == Format.json;
  }

  /** Prints one of both forms to standard output. */
  public void print(JsonObject json, String text) {
    print(json.toString(), text);
  }

  /** The same for JSON that is text already. */
  public void print(String json, String text) {
    command.commandLine().getOut().print(json() ? json + "\n" : text);
    command.commandLine().getOut().flush();
  }

  /** Tells something that is not the result, on standard error. */
  public void say(String sentence) {
    command.commandLine().getErr().println(sentence);
    command.commandLine().getErr().flush();
  }
}
