package org.javisor.supervisor.domain;

import java.util.UUID;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.VmSpec;

/**
 * A machine that the daemon knows: what the operator said, and its identity.
 *
 * @param uuid its identity, which the guest sees too
 * @param spec what the operator said, with a name
 */
public record VmDefinition(UUID uuid, VmSpec spec) {
  private static final int FORMAT = 1;

  /** The machine's name. */
  public String name() {
    return spec.name();
  }

  /** The form that the store keeps. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("format", FORMAT)
        .put("uuid", uuid.toString())
        .put("spec", spec.toJson());
  }

  /** Reads the form that the store keeps. */
  public static VmDefinition fromJson(JsonObject json) throws BadMessageException {
    json.only(java.util.Set.of("format", "uuid", "spec"));
    json.integer("format", FORMAT, FORMAT);
    return new VmDefinition(uuid(json.text("uuid")), VmSpec.fromJson(json.object("spec")));
  }

  private static UUID uuid(String text) throws BadMessageException {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException malformed) {
      throw new BadMessageException("member 'uuid' is '" + text + "', not a UUID", malformed);
    }
  }
}
