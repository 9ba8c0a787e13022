package org.javisor.supervisor.api;

/**
 * How the last run of a machine ended.
 *
 * @param clean whether the guest or the operator wished it
 * @param sentence the end in words, such as {@code the guest powered off}
 * @param status the emulator's exit status, or -1 when a signal ended it
 * @param signal the signal that ended the emulator, or 0
 * @param endedAtMillis when, in milliseconds since 1970
 * @param logTail the last lines of the emulator's standard error
 */
public record ExitReport(
    boolean clean, String sentence, int status, int signal, long endedAtMillis, String logTail) {
  private static final int MOST = 65_535;

  /** The JSON form. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("clean", clean)
        .put("sentence", sentence)
        .put("status", status)
        .put("signal", signal)
        .put("endedAtMillis", endedAtMillis)
        .put("logTail", logTail);
  }

  /** Reads the JSON form. */
  public static ExitReport fromJson(JsonObject json) throws BadMessageException {
    return new ExitReport(
        json.flag("clean"),
        json.text("sentence"),
        json.integer("status", -1, MOST),
        json.integer("signal", 0, MOST),
        json.integer("endedAtMillis"),
        json.text("logTail"));
  }
}
