package org.javisor.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.Json;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.store.AtomicFile;

/**
 * Names a process beyond doubt: a number alone may have been given to another process since.
 *
 * @param pid its number
 * @param startTicks when it began, in the kernel's clock ticks since boot
 */
public record ProcessRecord(long pid, long startTicks) {
  private static final String FILE = "process.json";
  private static final int START_TIME_FIELD = 19;

  /** Reads the record of a living process. */
  public static ProcessRecord of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new ProcessRecord(pid, Long.parseLong(fields[START_TIME_FIELD]));
  }

  /** Whether that very process still exists. */
  public boolean alive() throws IOException {
    try {
      return of(pid).equals(this);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /** Keeps the record in a machine's run directory. */
  public void save(Path machineRun) throws IOException {
    JsonObject json = new JsonObject().put("pid", pid).put("startTicks", startTicks);
    AtomicFile.write(machineRun.resolve(FILE), Json.bytes(json));
  }

  /** The record that an earlier daemon kept. */
  public static Optional<ProcessRecord> load(Path machineRun)
      throws IOException, BadMessageException {
    try {
      JsonObject json = Json.parse(Files.readAllBytes(machineRun.resolve(FILE)));
      return Optional.of(new ProcessRecord(json.integer("pid"), json.integer("startTicks")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
