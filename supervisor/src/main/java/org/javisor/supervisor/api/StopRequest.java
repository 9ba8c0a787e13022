package org.javisor.supervisor.api;

import java.util.Set;

/**
 * An orderly end.
 *
 * @param name the machine
 * @param force whether the emulator is told to quit, instead of the guest to power down
 * @param timeoutSeconds how long the guest, or the emulator, may take; at least 1
 */
public record StopRequest(String name, boolean force, int timeoutSeconds) {
  private static final int MOST_SECONDS = 86_400;

  /** The parameters on the wire. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("force", force)
        .put("timeoutSeconds", timeoutSeconds);
  }

  /** Reads the parameters. */
  public static StopRequest fromJson(JsonObject json) throws BadMessageException {
    json.only(Set.of("name", "force", "timeoutSeconds"));
    return new StopRequest(
        json.text("name"),
        json.flag("force", false),
        json.integer("timeoutSeconds", 1, MOST_SECONDS));
  }
}
