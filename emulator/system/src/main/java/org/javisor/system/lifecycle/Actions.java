package org.javisor.system.lifecycle;

import org.javisor.qmp.api.PanicAction;
import org.javisor.qmp.api.RebootAction;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.api.ShutdownAction;
import org.javisor.qmp.api.WatchdogAction;

/**
 * What follows from what happens to a guest.
 *
 * @param reboot from a reset
 * @param shutdown from switching off
 * @param panic from giving up
 * @param watchdog from forgetting the watchdog
 */
public record Actions(
    RebootAction reboot, ShutdownAction shutdown, PanicAction panic, WatchdogAction watchdog) {
  /** What follows unless something else is asked for. */
  public static final Actions DEFAULT =
      new Actions(
          RebootAction.RESET, ShutdownAction.POWEROFF, PanicAction.SHUTDOWN, WatchdogAction.RESET);

  /** These, but for what {@code change} has. */
  public Actions with(SetAction change) {
    return new Actions(
        change.reboot().orElse(reboot),
        change.shutdown().orElse(shutdown),
        change.panic().orElse(panic),
        change.watchdog().orElse(watchdog));
  }
}
