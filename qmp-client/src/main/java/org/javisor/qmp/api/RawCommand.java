package org.javisor.qmp.api;

import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;

/** A command by name only. */
record RawCommand(String commandName, JsonObject toJson) implements QmpCommand<JsonValue> {
  @Override
  public JsonValue decodeReturn(JsonValue returned) {
    return returned;
  }
}
