package org.javisor.supervisor.api;

/**
 * What a daemon is.
 *
 * @param version the program's version
 * @param protocol the version of the wire protocol
 * @param pid its process
 * @param runDirectory where its sockets are
 * @param stateDirectory where definitions and logs are
 */
public record VersionInfo(
    String version, int protocol, long pid, String runDirectory, String stateDirectory) {
  /** The wire protocol of this build. */
  public static final int PROTOCOL = 1;

  /** The JSON form. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("version", version)
        .put("protocol", protocol)
        .put("pid", pid)
        .put("runDirectory", runDirectory)
        .put("stateDirectory", stateDirectory);
  }

  /** Reads the JSON form. */
  public static VersionInfo fromJson(JsonObject json) throws BadMessageException {
    return new VersionInfo(
        json.text("version"),
        json.integer("protocol", 1, Integer.MAX_VALUE),
        json.integer("pid"),
        json.text("runDirectory"),
        json.text("stateDirectory"));
  }
}
