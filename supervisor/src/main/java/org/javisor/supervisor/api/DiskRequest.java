package org.javisor.supervisor.api;

import java.util.Set;

/**
 * A disk of a machine.
 *
 * @param path absolute path of a raw image or block device
 * @param readOnly whether the guest may only read it
 */
public record DiskRequest(String path, boolean readOnly) {
  /** The JSON form. */
  public JsonObject toJson() {
    return new JsonObject().put("path", path).put("readOnly", readOnly);
  }

  /** Reads the JSON form. */
  public static DiskRequest fromJson(JsonObject json) throws BadMessageException {
    json.only(Set.of("path", "readOnly"));
    return new DiskRequest(json.text("path"), json.flag("readOnly", false));
  }
}
