package org.javisor.qmp.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a parser finds: values as compact JSON, errors with a mark before. */
final class Recorder implements JsonParser.Sink {
  final List<String> found = new ArrayList<>();

  @Override
  public void value(JsonValue value) {
    found.add(JsonWriter.compact(value));
  }

  @Override
  public void error(String message) {
    found.add("! " + message);
  }

  /** What a parser finds in these bytes. */
  static List<String> parse(byte[] bytes) {
    Recorder recorder = new Recorder();
    new JsonParser(recorder).feed(bytes, 0, bytes.length);
    return recorder.found;
  }

  static List<String> parse(String text) {
    return parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
