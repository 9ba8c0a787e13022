package org.javisor.system.image;

import org.javisor.backend.image.Progress;

/** Shows in one line how far something has come, if that is wanted. */
final class ProgressText implements Progress, AutoCloseable {
  private final Console console;
  private final boolean wanted;
  private double now;
  private double shown;

  ProgressText(Arguments arguments, Console console) {
    this.console = console;
    this.wanted = arguments.has("progress") && !arguments.has("quiet");
    show();
  }

  private void show() {
    shown = now;
    if (wanted) {
      console.tell(String.format("    (%.2f/100%%)\r", now));
      console.flush();
    }
  }

  @Override
  public void at(long done, long all) {
    now = all == 0 ? 100 : done * 100.0 / all;
    if (now >= shown + 1 || done == all) {
      show();
    }
  }

  @Override
  public boolean isHeard() {
    return wanted;
  }

  /** Ends the line. */
  @Override
  public void close() {
    if (wanted) {
      console.tell("\n");
    }
  }
}
