package org.javisor.system.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;

/**
 * An option's argument of the form {@code first,key=value,key=value}; a doubled comma stands for
 * one. Keys are taken one by one.
 */
public final class KeyValues {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  /** Unknown keys are told as those of JSON are. */
  private boolean json;

  private KeyValues() {}

  /**
   * @param implied the key of a first part without one; empty when there is none
   */
  public static KeyValues parse(String text, String implied) {
    KeyValues result = new KeyValues();
    int at = 0;
    boolean first = true;
    while (at < text.length()) {
      StringBuilder part = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == ',') {
          if (at == text.length() || text.charAt(at) != ',') {
            break;
          }
          at++;
        }
        part.append(c);
      }
      result.add(part.toString(), first ? implied : "");
      first = false;
    }
    return result;
  }

  /**
   * The members of a JSON object whose values are no objects or lists.
   *
   * @throws ConfigException when {@code text} is anything else
   */
  static KeyValues json(String text) throws ConfigException {
    KeyValues result = new KeyValues();
    result.json = true;
    for (Map.Entry<String, JsonValue> member : object(text).members().entrySet()) {
      result.values.put(member.getKey(), plain(member.getKey(), member.getValue()));
    }
    return result;
  }

  /**
   * A JSON object.
   *
   * @throws ConfigException when {@code text} is anything else
   */
  static JsonObject object(String text) throws ConfigException {
    if (!(value(text) instanceof JsonObject object)) {
      throw new ConfigException("JSON parse error, premature EOI");
    }
    return object;
  }

  /** The value that {@code text} is as JSON. */
  public static JsonValue value(String text) throws ConfigException {
    Json parsed = new Json();
    JsonParser parser = new JsonParser(parsed);
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8); // where a number ends
    parser.feed(bytes, 0, bytes.length);
    if (!parsed.problem.isEmpty()) {
      throw new ConfigException(parsed.problem);
    }
    return parsed.value.orElseThrow(() -> new ConfigException("JSON parse error, premature EOI"));
  }

  private static String plain(String name, JsonValue value) throws ConfigException {
    return switch (value) {
      case JsonValue.Text string -> string.value();
      case JsonValue.Bool bool -> bool.value() ? "on" : "off";
      case JsonValue.Scalar scalar -> JsonWriter.compact(scalar);
      case JsonValue other ->
          throw new ConfigException("Invalid parameter type for '" + name + "', expected: string");
    };
  }

  private static final class Json implements JsonParser.Sink {
    private Optional<JsonValue> value = Optional.empty();
    private String problem = "";

    @Override
    public void value(JsonValue parsed) {
      value = Optional.of(parsed);
    }

    @Override
    public void error(String message) {
      problem = problem.isEmpty() ? message : problem;
    }
  }

  private void add(String part, String implied) {
    int equals = part.indexOf('=');
    if (equals >= 0) {
      values.put(part.substring(0, equals), part.substring(equals + 1));
    } else if (!implied.isEmpty()) {
      values.put(implied, part);
    } else if (part.startsWith("no") && part.length() > 2) {
      values.put(part.substring(2), "off");
      warn(part, part.substring(2) + "=off");
    } else {
      values.put(part, "on");
      warn(part, part + "=on");
    }
  }

  private void warn(String part, String instead) {
    String better = part.equals("nodelay") ? "nodelay=on" : instead;
    warnings.add(
        "warning: short-form boolean option '"
            + part
            + "' deprecated\nPlease use "
            + better
            + " instead");
  }

  /** What to tell whoever wrote booleans without a value, where that is not done any more. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The keys that nobody has taken yet, with their values. */
  Map<String, String> left() {
    return Collections.unmodifiableMap(values);
  }

  /** As if {@code key=value} had been the last part. */
  void set(String key, String value) {
    values.put(key, value);
  }

  /** The value of {@code key}, which counts as known from now on. */
  public Optional<String> take(String key) {
    return Optional.ofNullable(values.remove(key));
  }

  String require(String key) throws ConfigException {
    String value = values.remove(key);
    if (value == null) {
      throw new ConfigException("Parameter '" + key + "' is missing");
    }
    return value;
  }

  /** A boolean, on or off. */
  boolean flag(String key, boolean missing) throws ConfigException {
    String value = values.remove(key);
    return value == null ? missing : CharacterParameter.truth(key, value);
  }

  /** Every key has been taken, or the first that has not is an error. */
  void end() throws ConfigException {
    for (String key : values.keySet()) {
      throw new ConfigException(
          json ? "Parameter '" + key + "' is unexpected" : "Invalid parameter '" + key + "'");
    }
  }
}
