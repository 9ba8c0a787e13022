package org.javisor.system.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.image.Formats;

/** Runs a command line. */
public final class Tool {
  /** What this is as good as. */
  private static final String VERSION = "10.0.13";

  private final Console console;

  public Tool(Console console) {
    this.console = console;
  }

  /**
   * Does what {@code words} say.
   *
   * @return the exit code
   */
  public int run(String... words) {
    String verb = "";
    try {
      if (words.length == 0) {
        throw ToolException.usage("Not enough arguments");
      }
      switch (words[0]) {
        case "-h", "--help" -> {
          help();
          return 0;
        }
        case "-V", "--version" -> {
          console.print(console.program() + " version " + VERSION + " (Javisor)\n");
          return 0;
        }
        default -> {}
      }
      if (words[0].startsWith("-")) {
        throw ToolException.usage("unrecognized option '" + words[0] + "'");
      }
      Optional<Verb> found = Verb.find(words[0]);
      if (found.isEmpty()) {
        throw ToolException.usage("Command not found: " + words[0]);
      }
      verb = found.get().text() + " ";
      return run(found.get(), List.of(words).subList(1, words.length));
    } catch (ToolException e) {
      console.error(e.kind() == ToolException.Kind.OPTION ? verb.trim() : "", e.getMessage());
      if (e.kind() != ToolException.Kind.FAILURE) {
        console.complain("Try '" + console.program() + " " + verb + "--help' for more info\n");
      }
      return e.status();
    } catch (IOException e) {
      console.error("", String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private int run(Verb verb, List<String> words) throws ToolException, IOException {
    Command command = verb.command();
    Arguments arguments = Arguments.parse(command.options(), words);
    if (arguments.has("help")) {
      console.print(command.options().help(console.program(), verb.text(), verb.purpose()));
      return 0;
    }
    if (arguments.has("object")) {
      throw new ToolException("--object is not supported: encrypted images are refused");
    }
    if (arguments.has("quiet")) {
      console.beQuiet();
    }
    return command.run(arguments, console);
  }

  private void help() {
    StringBuilder out = new StringBuilder();
    out.append("Makes, shows and changes disk images.\n\n");
    out.append("Usage: ").append(console.program()).append(" COMMAND [OPTIONS]\n\nCommands:\n");
    for (Verb verb : Verb.values()) {
      String name = "  " + verb.text();
      out.append(name).append(" ".repeat(12 - name.length())).append(verb.purpose()).append('\n');
    }
    out.append("\nCOMMAND --help says more. Formats: ");
    out.append(String.join(" ", Formats.KNOWN)).append('\n');
    console.print(out.toString());
  }
}
