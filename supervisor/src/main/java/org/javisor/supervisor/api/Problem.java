package org.javisor.supervisor.api;

/**
 * One thing that is wrong with a definition.
 *
 * @param code what kind of failure it is
 * @param path the field, such as {@code memory} or {@code disks[0]}
 * @param problem one clause that names the item and says what was expected
 * @param hint what to do about it; may be empty
 */
public record Problem(ErrorCode code, String path, String problem, String hint) {
  JsonObject toJson() {
    return new JsonObject()
        .put("code", code.wireName())
        .put("path", path)
        .put("problem", problem)
        .put("hint", hint);
  }

  static Problem fromJson(JsonObject json) throws BadMessageException {
    return new Problem(
        ErrorCode.ofWireName(json.text("code")),
        json.text("path"),
        json.text("problem"),
        json.text("hint"));
  }
}
