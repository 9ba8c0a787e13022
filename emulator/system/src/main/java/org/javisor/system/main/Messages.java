package org.javisor.system.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.OutputFile;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.host.process.OwnProcess;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.config.LogItems;

/** What the emulator tells whoever operates it: errors, and a log of what was asked for. */
final class Messages {
  /** Digits of a time that is printed: microseconds. */
  private static final int TIME_LENGTH = "2026-01-01T00:00:00.000000".length();

  private final String program;
  private final EmulatorConfig.MessageForm form;
  private final String guest;
  private final List<EngineTrace.Range> ranges;
  private volatile LogItems items;
  private Optional<EngineTrace> trace = Optional.empty();
  private Optional<OutputFile> log = Optional.empty();

  Messages(String program, EmulatorConfig config) {
    this.program = program;
    this.form = config.process().messages();
    this.guest = config.identity().name().orElse("");
    this.items = config.process().logItems();
    this.ranges = config.process().logRanges();
  }

  /**
   * Sends the log to a file from now on.
   *
   * @throws ConfigException when it cannot be made
   */
  void logTo(Path file, FdSets sets) throws ConfigException {
    String process = Integer.toString(OwnProcess.id());
    try {
      // Opening may take its time: CPUs that have something to tell do not wait for it.
      replace(OutputFile.create(file.toString().replace("%d", process), sets));
    } catch (IOException e) {
      throw new ConfigException("Error opening logfile " + file + ": " + e.getMessage(), e);
    }
  }

  private synchronized void replace(OutputFile file) {
    log.ifPresent(OutputFile::close);
    log = Optional.of(file);
  }

  /** The engine's lines are shown, too, from now on. */
  synchronized void follow(EngineTrace engine) {
    trace = Optional.of(engine);
    engine.set(items.ofEngine(), ranges, this::write);
  }

  /** Chooses what is shown from now on. */
  synchronized void show(LogItems wanted) {
    items = wanted;
    trace.ifPresent(engine -> engine.set(wanted.ofEngine(), ranges, this::write));
  }

  /** An error, on standard error. */
  void error(String line) {
    System.err.println(prefix() + program + ": " + line);
  }

  /** A line about what the guest does; shown when its kind was asked for. */
  void log(LogItems.Item item, String line) {
    if (items.has(item)) {
      write(line);
    }
  }

  /** A mistake of the guest, or something that a device lacks. */
  void guestMistake(String line) {
    if (items.has(LogItems.Item.GUEST_ERRORS) || items.has(LogItems.Item.UNIMP)) {
      write(line);
    }
  }

  private synchronized void write(String line) {
    if (log.isEmpty()) {
      System.err.println(line);
      return;
    }
    try {
      log.get().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.get().close();
      log = Optional.empty();
      error("the log ends here: " + e.getMessage());
    }
  }

  private String prefix() {
    String text = "";
    if (form.timestamps()) {
      String now = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
      String digits = now.substring(0, now.length() - 1);
      if (digits.length() < TIME_LENGTH) {
        String fraction = digits.indexOf('.') < 0 ? "." : "";
        digits += fraction;
        digits += "0".repeat(TIME_LENGTH - digits.length());
      }
      text = digits + "Z ";
    }
    return form.guestName() && !guest.isEmpty() ? text + guest + " " : text;
  }
}
