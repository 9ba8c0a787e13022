package org.javisor.cli.console;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.javisor.host.fd.Fd;
import org.javisor.host.signal.SignalHandlers;
import org.javisor.host.signal.WindowSignal;
import org.javisor.supervisor.api.ConsoleRequest;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.client.ConsoleStream;
import org.javisor.supervisor.client.RemoteService;

/** Connects standard input and output to a machine's console. */
public final class ConsoleSession {
  /** Why a session is over. */
  public enum Outcome {
    /** The machine's run has ended. */
    ENDED,
    /** The user typed the escape character, or the terminal is gone. */
    LEFT
  }

  /** {@code ^]}, which no shell or editor on a serial line needs. */
  static final byte ESCAPE = 0x1d;

  private final String machine;
  private final Supplier<RemoteService> daemon;
  private final Consumer<String> say;
  private volatile boolean left;

  /** Of the output; what we say afterwards begins on a line of its own. */
  private boolean atLineStart = true;

  /**
   * Prepares a session.
   *
   * @param machine its name
   * @param daemon makes a new connection to the daemon
   * @param say prints a line for the user, beside the console's output
   */
  public ConsoleSession(String machine, Supplier<RemoteService> daemon, Consumer<String> say) {
    this.machine = machine;
    this.daemon = daemon;
    this.say = say;
  }

  /** Runs until the machine ends or the user leaves; the terminal is then as it was before. */
  public Outcome run(boolean replay) throws IOException {
    UserTerminal terminal = UserTerminal.standard();
    ConsoleRequest request = new ConsoleRequest(machine, replay, terminal.size());
    try (RemoteService connection = daemon.get();
        ConsoleStream stream = connection.console(request)) {
      greet(terminal);
      try (UserTerminal.Raw _ = terminal.raw();
          SignalHandlers _ = WindowSignal.install(_ -> resize(terminal))) {
        Thread.ofPlatform().daemon().name("keyboard").start(() -> copyInput(terminal, stream));
        copyOutput(stream, terminal.output());
        if (terminal.interactive() && !atLineStart) {
          terminal.output().writeFully(new byte[] {'\r', '\n'});
        }
      }
    }
    return left ? Outcome.LEFT : Outcome.ENDED;
  }

  private void greet(UserTerminal terminal) {
    if (terminal.interactive()) {
      ConsoleSize size = terminal.size();
      String hint =
          size.known()
              ? "; the guest learns this window's size by 'stty rows "
                  + size.rows()
                  + " cols "
                  + size.columns()
                  + "'"
              : "";
      say.accept("Connected to '" + machine + "', ^] leaves" + hint + ".");
    }
  }

  private void copyOutput(ConsoleStream stream, Fd output) throws IOException {
    byte[] chunk = new byte[8192];
    try {
      for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
        output.writeFully(chunk, 0, count);
        atLineStart = count > 0 && chunk[count - 1] == '\n';
      }
    } catch (ClosedChannelException closed) {
      if (!left) {
        throw closed;
      }
    }
  }

  /** Thread top of the keyboard. */
  private void copyInput(UserTerminal terminal, ConsoleStream stream) {
    byte[] chunk = new byte[1024];
    try {
      int count = terminal.input().read(chunk, 0, chunk.length);
      while (count >= 0) {
        int escape = terminal.interactive() ? indexOfEscape(chunk, count) : -1;
        stream.write(chunk, escape < 0 ? count : escape);
        if (escape >= 0) {
          leave(stream);
          return;
        }
        count = terminal.input().read(chunk, 0, chunk.length);
      }
      if (terminal.interactive()) {
        leave(stream);
      }
    } catch (ClosedChannelException _) {
      // The machine's run ended while we waited for a key: the output side tells that.
    } catch (IOException gone) {
      leaveAfter(stream, gone);
    }
  }

  private void leave(ConsoleStream stream) throws IOException {
    left = true;
    stream.close();
  }

  private void leaveAfter(ConsoleStream stream, IOException gone) {
    try {
      leave(stream);
    } catch (IOException also) {
      gone.addSuppressed(also);
    }
    say.accept("console input ended: " + gone.getMessage());
  }

  private void resize(UserTerminal terminal) {
    try (RemoteService connection = daemon.get()) {
      connection.resizeConsole(machine, terminal.size());
    } catch (IOException | VmException missed) {
      say.accept("window size was not passed on: " + missed.getMessage() + "\r");
    }
  }

  static int indexOfEscape(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == ESCAPE) {
        return i;
      }
    }
    return -1;
  }
}
