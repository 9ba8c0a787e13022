package org.javisor.backend.chardev;

import org.javisor.host.HostException;
import org.javisor.host.terminal.Terminal;

/** Puts a terminal's settings back when its device is closed, or the process ends without that. */
final class TerminalKeeper {
  private final Terminal.Saved saved;
  private final Thread hook;

  TerminalKeeper(Terminal.Saved saved) {
    this.saved = saved;
    this.hook = new Thread(this::putBack, "terminal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void restore() {
    putBack();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending.
    }
  }

  private void putBack() {
    try {
      saved.close();
    } catch (HostException e) {
      // The terminal has gone: there is nothing left to restore.
    }
  }
}
