package org.javisor.system.monitor.human;

import org.javisor.system.config.ConfigException;

/** Commands about debuggers. */
public final class DebugCommands {
  private static final String USUAL = "tcp::1234";
  private static final String NONE = "none";

  private final Server server;

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

  public DebugCommands(Server server) {
    this.server = server;
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
