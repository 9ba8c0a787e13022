package org.javisor.supervisor.instance;

import java.util.Optional;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.VmState;

/**
 * What is known of a machine at one moment.
 *
 * @param state where it is
 * @param pid its emulator, or 0
 * @param startedAtMillis start of the present run, or 0
 * @param consoleSize terminal that was attached last
 * @param lastExit end of the last run, when there was one
 */
record Snapshot(
    VmState state,
    long pid,
    long startedAtMillis,
    ConsoleSize consoleSize,
    Optional<ExitReport> lastExit) {

  /** A machine that does not run. */
  static Snapshot atRest(Optional<ExitReport> lastExit) {
    boolean crashed = lastExit.isPresent() && !lastExit.get().clean();
    VmState state = crashed ? VmState.CRASHED : VmState.SHUT_OFF;
    return new Snapshot(state, 0, 0, ConsoleSize.UNKNOWN, lastExit);
  }

  Snapshot with(VmState next) {
    return new Snapshot(next, pid, startedAtMillis, consoleSize, lastExit);
  }

  Snapshot with(ConsoleSize size) {
    return new Snapshot(state, pid, startedAtMillis, size, lastExit);
  }

  Snapshot started(long newPid, long nowMillis) {
    return new Snapshot(state, newPid, nowMillis, consoleSize, lastExit);
  }
}
