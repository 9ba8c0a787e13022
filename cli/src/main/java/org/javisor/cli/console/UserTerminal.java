package org.javisor.cli.console;

import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.terminal.Terminal;
import org.javisor.supervisor.api.ConsoleSize;

/** Standard input and output as the user's terminal, if they are one. */
final class UserTerminal {
  private final Fd input;
  private final Fd output;
  private final boolean interactive;

  private UserTerminal(Fd input, Fd output, boolean interactive) {
    this.input = input;
    this.output = output;
    this.interactive = interactive;
  }

  /** This process's own; the descriptors stay the process's and are never closed. */
  static UserTerminal standard() throws HostException {
    return of(Fd.adopt(0), Fd.adopt(1));
  }

  static UserTerminal of(Fd input, Fd output) throws HostException {
    return new UserTerminal(input, output, Terminal.isTerminal(input));
  }

  /** Whether a person types. */
  boolean interactive() {
    return interactive;
  }

  Fd input() {
    return input;
  }

  Fd output() {
    return output;
  }

  ConsoleSize size() {
    if (!interactive) {
      return ConsoleSize.UNKNOWN;
    }
    try {
      Terminal.WindowSize size = Terminal.windowSize(input);
      return new ConsoleSize(size.columns(), size.rows());
    } catch (HostException _) {
      return ConsoleSize.UNKNOWN; // A terminal without a size, such as a serial line.
    }
  }

  /** Raw mode until closed; also ended by whatever ends the process, SIGKILL aside. */
  Raw raw() throws HostException {
    Raw raw = new Raw(interactive ? Optional.of(Terminal.raw(input)) : Optional.empty());
    Runtime.getRuntime().addShutdownHook(raw.hook);
    return raw;
  }

  /** The terminal's time in raw mode; none at all for what is not a terminal. */
  static final class Raw implements AutoCloseable {
    private final Optional<Terminal.Saved> before;
    private final Thread hook = new Thread(this::restoreAtExit, "restore-terminal");

    private Raw(Optional<Terminal.Saved> before) {
      this.before = before;
    }

    @Override
    public void close() throws HostException {
      if (before.isPresent()) {
        before.get().close();
      }
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The program is ending already; restoring twice does nothing.
      }
    }

    private void restoreAtExit() {
      try {
        if (before.isPresent()) {
          before.get().close();
        }
      } catch (HostException _) {
        // The terminal is gone, and with it what there was to restore.
      }
    }
  }
}
