package org.javisor.supervisor.api;

/**
 * The size of an attached terminal in characters; 0 when it is not known.
 *
 * @param columns characters in a line
 * @param rows lines
 */
public record ConsoleSize(int columns, int rows) {
  /** A client without a terminal. */
  public static final ConsoleSize UNKNOWN = new ConsoleSize(0, 0);

  private static final int MOST = 65_535;

  /** Whether both are known. */
  public boolean known() {
    return columns > 0 && rows > 0;
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return new JsonObject().put("columns", columns).put("rows", rows);
  }

  /** Reads the JSON form. */
  public static ConsoleSize fromJson(JsonObject json) throws BadMessageException {
    return new ConsoleSize(json.integer("columns", 0, MOST), json.integer("rows", 0, MOST));
  }
}
