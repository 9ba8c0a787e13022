package org.javisor.supervisor.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads and writes {@link JsonObject}s with bounds on depth; the caller bounds the length. */
public final class Json {
  private static final int MAX_DEPTH = 32;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private Json() {}

  /** Parses exactly one object; anything else is refused. */
  public static JsonObject parse(byte[] utf8) throws BadMessageException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadMessageException("not a JSON object");
      }
      JsonObject object = object(parser);
      if (parser.nextToken() != null) {
        throw new BadMessageException("text after the JSON object");
      }
      return object;
    } catch (JacksonException malformed) {
      throw new BadMessageException("not valid JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  /** One line of JSON. */
  public static String compact(JsonObject object) {
    return new String(bytes(object), StandardCharsets.UTF_8);
  }

  /** The same as UTF-8. */
  public static byte[] bytes(JsonObject object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      value(generator, object);
    }
    return out.toByteArray();
  }

  /** One line of JSON for an array of objects. */
  public static String compact(List<JsonObject> objects) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      value(generator, objects);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject object(JsonParser parser) throws BadMessageException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (object.has(name)) {
        throw new BadMessageException("member '" + name + "' is given twice");
      }
      if (token != JsonToken.VALUE_NULL) {
        object.set(name, value(parser, token));
      }
    }
    return object;
  }

  private static Object value(JsonParser parser, JsonToken token) throws BadMessageException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new BadMessageException("a value of kind " + token + " is not expected");
    };
  }

  private static List<Object> array(JsonParser parser) throws BadMessageException {
    List<Object> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return values;
  }

  private static void value(JsonGenerator out, Object value) {
    switch (value) {
      case JsonObject object -> {
        out.writeStartObject();
        for (Map.Entry<String, Object> member : object.members().entrySet()) {
          out.writeName(member.getKey());
          value(out, member.getValue());
        }
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          value(out, element);
        }
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Boolean flag -> out.writeBoolean(flag);
      default -> throw new IllegalStateException("no JSON form of " + value.getClass());
    }
  }
}
