package org.javisor.system.monitor.human;

import org.javisor.system.config.ConfigException;
import org.javisor.system.config.LogItems;

/** Commands about debuggers and the log. */
public final class DebugCommands {
  private static final String USUAL = "tcp::1234";
  private static final String NONE = "none";

  private final Server server;
  private final Log log;

  /** Serves debuggers. */
  public interface Server {
    /**
     * Serves them on {@code device}, in the words of {@code -gdb}, and nowhere else; on none if it
     * is "none".
     *
     * @throws ConfigException when there is no such device
     */
    void serve(String device) throws ConfigException;
  }

  /** What the emulator logs. */
  public interface Log {
    /** Shows these from now on. */
    void show(LogItems items);

    /**
     * Writes to {@code file} from now on.
     *
     * @throws ConfigException when it cannot be made
     */
    void writeTo(String file) throws ConfigException;
  }

  public DebugCommands(Server server, Log log) {
    this.server = server;
    this.log = log;
  }

  /** {@code log}: what is shown from now on. */
  String show(Arguments in) throws HumanException {
    String items = in.word("string");
    in.end();
    try {
      log.show(LogItems.parse(items));
      return "";
    } catch (ConfigException e) {
      return HmpCommand.LOG.helpLine() + LogItems.helpText();
    }
  }

  /** {@code logfile}: where it is written to. */
  String writeTo(Arguments in) throws HumanException {
    String file = in.word("filename");
    in.end();
    try {
      log.writeTo(file);
      return "";
    } catch (ConfigException e) {
      return e.getMessage() + "\n";
    }
  }

  /** {@code gdbserver}. */
  String serve(Arguments in) throws HumanException {
    String device = in.atEnd() ? USUAL : in.rest();
    try {
      server.serve(device);
    } catch (ConfigException e) {
      return e.getMessage() + "\nCould not open gdbserver on device '" + device + "'\n";
    }
    return device.equals(NONE)
        ? "Disabled gdbserver\n"
        : "Waiting for gdb connection on device '" + device + "'\n";
  }
}
