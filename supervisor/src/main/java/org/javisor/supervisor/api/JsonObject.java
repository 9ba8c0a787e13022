package org.javisor.supervisor.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object in memory, members in order. Values are {@link String}, {@link Long}, {@link
 * Double}, {@link Boolean}, {@link JsonObject} or a {@link List} of those. The typed readers refuse
 * a missing or wrongly typed member and name it.
 */
public final class JsonObject {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /** Adds or replaces a string member. */
  public JsonObject put(String name, String value) {
    return set(name, value);
  }

  /** Adds or replaces an integer member. */
  public JsonObject put(String name, long value) {
    return set(name, value);
  }

  /** Adds or replaces a boolean member. */
  public JsonObject put(String name, boolean value) {
    return set(name, value);
  }

  /** Adds or replaces an object member. */
  public JsonObject put(String name, JsonObject value) {
    return set(name, value);
  }

  /** Adds or replaces an array of strings or objects. */
  public JsonObject put(String name, List<?> value) {
    return set(name, List.copyOf(value));
  }

  JsonObject set(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** The members, in order, not to be changed. */
  public Map<String, Object> members() {
    return java.util.Collections.unmodifiableMap(members);
  }

  /** Whether the member is there. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A string member. */
  public String text(String name) throws BadMessageException {
    return required(name, String.class, "a string");
  }

  /** A string member, or {@code absent} without it. */
  public String text(String name, String absent) throws BadMessageException {
    return has(name) ? text(name) : absent;
  }

  /** An integer member. */
  public long integer(String name) throws BadMessageException {
    return required(name, Long.class, "an integer");
  }

  /** An integer member within bounds, both included. */
  public int integer(String name, int least, int most) throws BadMessageException {
    long value = integer(name);
    if (value < least || value > most) {
      throw new BadMessageException(
          "member '" + name + "' is " + value + ", expected " + least + " to " + most);
    }
    return (int) value;
  }

  /** A boolean member. */
  public boolean flag(String name) throws BadMessageException {
    return required(name, Boolean.class, "true or false");
  }

  /** A boolean member, or {@code absent} without it. */
  public boolean flag(String name, boolean absent) throws BadMessageException {
    return has(name) ? flag(name) : absent;
  }

  /** An object member. */
  public JsonObject object(String name) throws BadMessageException {
    return required(name, JsonObject.class, "an object");
  }

  /** An object member that may be absent. */
  public Optional<JsonObject> optionalObject(String name) throws BadMessageException {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** An array of objects. */
  public List<JsonObject> objects(String name) throws BadMessageException {
    return list(name, JsonObject.class, "an array of objects");
  }

  /** An array of strings. */
  public List<String> texts(String name) throws BadMessageException {
    return list(name, String.class, "an array of strings");
  }

  /** Refuses members that are not in {@code known}. */
  public void only(Set<String> known) throws BadMessageException {
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw new BadMessageException("member '" + name + "' is not known here");
      }
    }
  }

  private <T> List<T> list(String name, Class<T> type, String expected) throws BadMessageException {
    List<T> values = new ArrayList<>();
    for (Object value : required(name, List.class, expected)) {
      values.add(cast(name, value, type, expected));
    }
    return values;
  }

  private <T> T required(String name, Class<T> type, String expected) throws BadMessageException {
    Object value = members.get(name);
    if (value == null) {
      throw new BadMessageException("member '" + name + "' is missing, expected " + expected);
    }
    return cast(name, value, type, expected);
  }

  private static <T> T cast(String name, Object value, Class<T> type, String expected)
      throws BadMessageException {
    if (!type.isInstance(value)) {
      throw new BadMessageException("member '" + name + "' is not " + expected);
    }
    return type.cast(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return Json.compact(this);
  }
}
