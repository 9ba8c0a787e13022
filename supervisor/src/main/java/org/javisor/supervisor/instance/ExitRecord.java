package org.javisor.supervisor.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.Json;
import org.javisor.supervisor.process.EmulatorExit;
import org.javisor.supervisor.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the end of a run into words and keeps it beside the definition. */
final class ExitRecord {
  private static final Logger LOG = LoggerFactory.getLogger(ExitRecord.class);
  private static final String FILE = "last-exit.json";

  private ExitRecord() {}

  /**
   * The report of an end.
   *
   * @param exit how the process ended
   * @param shutdownReason the reason in the monitor's SHUTDOWN event, or empty without one
   * @param killAsked whether the operator asked for the kill
   */
  static ExitReport of(EmulatorExit exit, String shutdownReason, boolean killAsked) {
    boolean killed = killAsked && exit.signal() > 0;
    boolean clean = killed || (exit.signal() == 0 && exit.status() == 0);
    String sentence = killed ? "it was killed on request" : sentence(exit, shutdownReason);
    return new ExitReport(
        clean,
        sentence,
        exit.status(),
        exit.signal(),
        System.currentTimeMillis(),
        exit.stderrTail());
  }

  /** The report of a run whose daemon was killed. */
  static ExitReport lost() {
    return new ExitReport(
        false,
        "its daemon was killed, and it was ended with that",
        -1,
        0,
        System.currentTimeMillis(),
        "");
  }

  private static String sentence(EmulatorExit exit, String shutdownReason) {
    if (exit.status() != 0) {
      return exit.sentence();
    }
    return switch (shutdownReason) {
      case "guest-shutdown" -> "the guest powered off";
      case "guest-reset" -> "the guest asked for a reset";
      case "guest-panic" -> "the guest's kernel panicked";
      case "host-qmp-quit" -> "it was told to quit";
      case "host-signal" -> "the emulator was ended by a signal";
      default -> exit.sentence();
    };
  }

  /** Keeps a report; a full disk does not stop anything. */
  static void save(Path machineState, ExitReport report) {
    try {
      AtomicFile.write(machineState.resolve(FILE), Json.bytes(report.toJson()));
    } catch (IOException failed) {
      LOG.warn("exit record in '{}' cannot be written: {}", machineState, failed.getMessage());
    }
  }

  /** The report that was kept, if there is a usable one. */
  static Optional<ExitReport> load(Path machineState) {
    try {
      byte[] text = Files.readAllBytes(machineState.resolve(FILE));
      return Optional.of(ExitReport.fromJson(Json.parse(text)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | BadMessageException unusable) {
      LOG.warn("exit record in '{}' is not used: {}", machineState, unusable.getMessage());
      return Optional.empty();
    }
  }
}
