package org.javisor.system.image;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.monitor.human.SizeText;

/** A list of snapshots, for people. */
final class SnapshotText {
  private static final String ROW = "%-7s %-16s %8s %19s %15s %10s\n";
  private static final int MILLION = 1_000_000;

  private SnapshotText() {}

  /** From what JSON says of them. */
  static String of(List<JsonValue> snapshots) {
    StringBuilder out = new StringBuilder("Snapshot list:\n");
    out.append(String.format(ROW, "ID", "TAG", "VM_SIZE", "DATE", "VM_CLOCK", "ICOUNT"));
    for (JsonValue value : snapshots) {
      if (value instanceof JsonObject snapshot) {
        out.append(row(snapshot));
      }
    }
    return out.toString();
  }

  private static String row(JsonObject snapshot) {
    long seconds = number(snapshot, "vm-clock-sec");
    String clock =
        String.format(
            "%04d:%02d:%02d.%03d",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            number(snapshot, "vm-clock-nsec") / MILLION);
    String date =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
            .withZone(ZoneId.systemDefault())
            .format(Instant.ofEpochSecond(number(snapshot, "date-sec")));
    return String.format(
        ROW,
        snapshot.text("id").orElseThrow(),
        snapshot.text("name").orElseThrow(),
        SizeText.rounded(number(snapshot, "vm-state-size")),
        date,
        clock,
        snapshot.has("icount") ? Long.toString(number(snapshot, "icount")) : "--");
  }

  private static long number(JsonObject object, String name) {
    Optional<JsonValue> value = object.get(name);
    return value.isPresent() && value.get() instanceof JsonValue.Int number ? number.value() : 0;
  }
}
