package org.javisor.system.lifecycle;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.javisor.qmp.api.RunState;

/** Which state may follow which. */
final class RunStates {
  private static final Map<RunState, Set<RunState>> FOLLOWERS = new EnumMap<>(RunState.class);

  static {
    row("prelaunch", "running finish-migrate inmigrate suspended");
    row(
        "inmigrate",
        "running paused prelaunch finish-migrate postmigrate shutdown suspended watchdog"
            + " guest-panicked internal-error io-error colo");
    row(
        "running",
        "debug internal-error io-error paused finish-migrate restore-vm save-vm shutdown watchdog"
            + " guest-panicked suspended colo");
    row("paused", "running finish-migrate postmigrate prelaunch suspended colo");
    row("shutdown", "paused finish-migrate prelaunch colo");
    row("postmigrate", "running finish-migrate prelaunch");
    row("suspended", "running finish-migrate prelaunch paused save-vm restore-vm shutdown colo");
    row("guest-panicked", "running finish-migrate prelaunch");
    row("watchdog", "running finish-migrate prelaunch colo");
    row("io-error", "running finish-migrate prelaunch");
    row("internal-error", "paused finish-migrate prelaunch");
    row("debug", "running finish-migrate prelaunch suspended");
    row("save-vm", "running suspended");
    row("restore-vm", "running prelaunch suspended");
    row(
        "finish-migrate",
        "running paused postmigrate prelaunch colo internal-error io-error shutdown suspended"
            + " watchdog guest-panicked");
    row("colo", "");
  }

  private RunStates() {}

  private static void row(String from, String to) {
    Set<RunState> followers = EnumSet.noneOf(RunState.class);
    int start = 0;
    while (start < to.length()) {
      int end = to.indexOf(' ', start) < 0 ? to.length() : to.indexOf(' ', start);
      followers.add(state(to.substring(start, end)));
      start = end + 1;
    }
    FOLLOWERS.put(state(from), followers);
  }

  private static RunState state(String wireName) {
    for (RunState state : RunState.values()) {
      if (state.wireName().equals(wireName)) {
        return state;
      }
    }
    throw new IllegalArgumentException(wireName);
  }

  /** Whether {@code to} may follow {@code from}; staying is no change and always allowed. */
  static boolean mayFollow(RunState from, RunState to) {
    return from == to || FOLLOWERS.get(from).contains(to);
  }

  /** Whether the guest cannot go on from here without a reset. */
  static boolean needsReset(RunState state) {
    return state == RunState.SHUTDOWN || state == RunState.INTERNAL_ERROR;
  }
}
