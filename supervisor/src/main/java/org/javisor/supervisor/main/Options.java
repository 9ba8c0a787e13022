package org.javisor.supervisor.main;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The daemon's command line.
 *
 * @param action what to do
 * @param foreground whether the log goes to standard error too
 * @param onDemand whether a client started it, which holds the start lock and waits for "ready"
 * @param idleSeconds how long to stay without clients and machines; 0 means for ever
 */
record Options(Action action, boolean foreground, boolean onDemand, int idleSeconds) {
  /** What was asked. */
  enum Action {
    SERVE,
    SHOW_HELP,
    SHOW_VERSION
  }

  static final String HELP =
      """
      Usage: javisord [--foreground] [--idle-exit SECONDS]
      Keeps the virtual machines of one user. 'javisor' starts it when needed.

        --foreground          log to standard error too
        --idle-exit SECONDS   end after that long without clients and running machines
        --on-demand           used by javisor: the caller holds the start lock
        --version, --help

      On TERM, INT or HUP it tells its machines to quit and ends with status 0.
      """;

  static Options parse(List<String> arguments) {
    Options options = new Options(Action.SERVE, false, false, 0);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  static Options parse(String... arguments) {
    return parse(Arrays.asList(arguments));
  }

  private Options with(String option, Iterator<String> rest) {
    return switch (option) {
      case "--help", "-h" -> new Options(Action.SHOW_HELP, foreground, onDemand, idleSeconds);
      case "--version" -> new Options(Action.SHOW_VERSION, foreground, onDemand, idleSeconds);
      case "--foreground" -> new Options(action, true, onDemand, idleSeconds);
      case "--on-demand" -> new Options(action, foreground, true, idleSeconds);
      case "--idle-exit" -> new Options(action, foreground, onDemand, seconds(rest));
      default -> throw new IllegalArgumentException("option '" + option + "' is not known");
    };
  }

  private static int seconds(Iterator<String> rest) {
    String value = rest.hasNext() ? rest.next() : "";
    try {
      int seconds = Integer.parseInt(value);
      if (seconds > 0) {
        return seconds;
      }
    } catch (NumberFormatException _) {
      // Told below, as a number that is too small is.
    }
    throw new IllegalArgumentException(
        "option '--idle-exit' has value '" + value + "', expected a number of seconds from 1");
  }
}
