package org.javisor.qmp.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The shapes of what a monitor says. */
public final class QmpMessages {
  private QmpMessages() {}

  /** The first thing a client sees: the version as query-version returns it, and abilities. */
  public static JsonObject greeting(JsonObject version, List<JsonValue> capabilities) {
    return new JsonObject()
        .put("QMP", new JsonObject().put("version", version).put("capabilities", capabilities));
  }

  /** A command's answer. */
  public static JsonObject success(JsonValue returned, Optional<JsonValue> id) {
    return withId(new JsonObject().put("return", returned), id);
  }

  /** A command's refusal, or the complaint about malformed input. */
  public static JsonObject failure(QmpException problem, Optional<JsonValue> id) {
    JsonObject error =
        new JsonObject()
            .put("class", problem.errorClass().wireName())
            .put("desc", problem.description());
    return withId(new JsonObject().put("error", error), id);
  }

  /** Something happened. */
  public static JsonObject event(Instant when, String name, Optional<JsonObject> data) {
    JsonObject message =
        new JsonObject()
            .put(
                "timestamp",
                new JsonObject()
                    .put("seconds", when.getEpochSecond())
                    .put("microseconds", when.getNano() / 1000L))
            .put("event", name);
    if (data.isPresent()) {
      message.put("data", data.get());
    }
    return message;
  }

  /** A request as a client sends it. */
  public static JsonObject request(String command, JsonObject arguments, JsonValue id) {
    return request("execute", command, arguments, id);
  }

  /** A request that overtakes others. */
  public static JsonObject outOfBand(String command, JsonObject arguments, JsonValue id) {
    return request("exec-oob", command, arguments, id);
  }

  private static JsonObject request(
      String verb, String command, JsonObject arguments, JsonValue id) {
    JsonObject message = new JsonObject().put(verb, command);
    if (arguments.size() > 0) {
      message.put("arguments", arguments);
    }
    return message.put("id", id);
  }

  private static JsonObject withId(JsonObject message, Optional<JsonValue> id) {
    return id.isPresent() ? message.put("id", id.get()) : message;
  }
}
