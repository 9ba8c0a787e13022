package org.javisor.supervisor.api;

import java.util.Set;

/**
 * An attachment to the serial console.
 *
 * @param name the machine
 * @param replay whether the kept output is sent before the live output
 * @param size the client's terminal
 */
public record ConsoleRequest(String name, boolean replay, ConsoleSize size) {
  /** The parameters on the wire. */
  public JsonObject toJson() {
    return size.toJson().put("name", name).put("replay", replay);
  }

  /** Reads the parameters. */
  public static ConsoleRequest fromJson(JsonObject json) throws BadMessageException {
    json.only(Set.of("name", "replay", "columns", "rows"));
    return new ConsoleRequest(
        json.text("name"), json.flag("replay", true), ConsoleSize.fromJson(json));
  }
}
