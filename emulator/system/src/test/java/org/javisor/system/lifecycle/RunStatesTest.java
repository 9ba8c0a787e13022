package org.javisor.system.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.api.RunState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table, in the order in which the protocol lists states. */
class RunStatesTest {
  @ParameterizedTest
  @CsvSource({
    "debug, prelaunch finish-migrate running suspended",
    "inmigrate, internal-error io-error paused postmigrate prelaunch finish-migrate running"
        + " shutdown suspended watchdog guest-panicked colo",
    "internal-error, paused prelaunch finish-migrate",
    "io-error, prelaunch finish-migrate running",
    "paused, postmigrate prelaunch finish-migrate running suspended colo",
    "postmigrate, prelaunch finish-migrate running",
    "prelaunch, inmigrate finish-migrate running suspended",
    "finish-migrate, internal-error io-error paused postmigrate prelaunch running shutdown"
        + " suspended watchdog guest-panicked colo",
    "restore-vm, prelaunch running suspended",
    "running, debug internal-error io-error paused finish-migrate restore-vm save-vm shutdown"
        + " suspended watchdog guest-panicked colo",
    "save-vm, running suspended",
    "shutdown, paused prelaunch finish-migrate colo",
    "suspended, paused prelaunch finish-migrate restore-vm running save-vm shutdown colo",
    "watchdog, prelaunch finish-migrate running colo",
    "guest-panicked, prelaunch finish-migrate running",
    "colo, ''",
  })
  void whatMayFollow(String from, String to) {
    List<String> followers = new ArrayList<>();
    for (RunState next : RunState.values()) {
      if (!next.equals(state(from)) && RunStates.mayFollow(state(from), next)) {
        followers.add(next.wireName());
      }
    }
    assertEquals(to, String.join(" ", followers));
    assertEquals(
        from.equals("shutdown") || from.equals("internal-error"),
        RunStates.needsReset(state(from)));
  }

  private static RunState state(String name) {
    for (RunState state : RunState.values()) {
      if (state.wireName().equals(name)) {
        return state;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
