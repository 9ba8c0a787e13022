package org.javisor.qmp.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object. It remembers the order in which members were put; the wire has another one, {@link
 * #wireOrder}. Filled by its maker, then only read.
 */
public final class JsonObject implements JsonValue {
  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  /** Puts a member, or replaces its value. */
  public JsonObject put(String name, JsonValue value) {
    members.put(name, value);
    return this;
  }

  /** Puts a string. */
  public JsonObject put(String name, String value) {
    return put(name, new JsonValue.Text(value));
  }

  /** Puts a whole number. */
  public JsonObject put(String name, long value) {
    return put(name, new JsonValue.Int(value));
  }

  /** Puts a truth value. */
  public JsonObject put(String name, boolean value) {
    return put(name, new JsonValue.Bool(value));
  }

  /** Puts a list. */
  public JsonObject put(String name, List<JsonValue> value) {
    return put(name, new JsonValue.Array(value));
  }

  /** The member's value. */
  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** The member's value if it is a string. */
  public Optional<String> text(String name) {
    return members.get(name) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public int size() {
    return members.size();
  }

  /** Names and values in the order of putting. */
  public Map<String, JsonValue> members() {
    return Collections.unmodifiableMap(members);
  }

  /** The members' names in the order in which the wire has them. */
  public List<String> wireOrder() {
    return KeyOrder.of(members.keySet());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject object && members.equals(object.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /** The object as compact JSON. */
  @Override
  public String toString() {
    return JsonWriter.compact(this);
  }
}
