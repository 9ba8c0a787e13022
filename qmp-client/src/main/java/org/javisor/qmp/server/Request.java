package org.javisor.qmp.server;

import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;

/**
 * A request whose outer form is right.
 *
 * @param command its name, known or not
 * @param arguments empty if it has none
 * @param outOfBand whether it asks to overtake others
 */
record Request(String command, JsonObject arguments, boolean outOfBand) {
  /** A request and the identifier that its answer repeats. */
  record Parsed(Request request, Optional<JsonValue> id) {}

  private static final String IN_BAND = "execute";
  private static final String OUT_OF_BAND = "exec-oob";

  /**
   * Checks the members in wire order, so that peers' transcripts hold; the first mistake counts.
   */
  static Request of(JsonObject object, boolean outOfBandEnabled) throws QmpException {
    String verb = "";
    for (String name : object.wireOrder()) {
      JsonValue value = object.members().get(name);
      if (name.equals(IN_BAND) || (name.equals(OUT_OF_BAND) && outOfBandEnabled)) {
        if (!(value instanceof JsonValue.Text)) {
          throw wrong("member '" + name + "' must be a string");
        }
        if (!verb.isEmpty()) {
          throw wrong("member '" + name + "' clashes with '" + verb + "'");
        }
        verb = name;
      } else if (name.equals("arguments")) {
        if (!(value instanceof JsonObject)) {
          throw wrong("member 'arguments' must be an object");
        }
      } else if (!name.equals("id")) {
        throw wrong("member '" + name + "' is unexpected");
      }
    }
    if (verb.isEmpty()) {
      throw wrong("lacks member 'execute'");
    }
    return new Request(
        object.text(verb).orElseThrow(), arguments(object), verb.equals(OUT_OF_BAND));
  }

  private static JsonObject arguments(JsonObject object) {
    return object.members().get("arguments") instanceof JsonObject arguments
        ? arguments
        : new JsonObject();
  }

  private static QmpException wrong(String what) {
    return QmpException.generic("QMP input " + what);
  }
}
