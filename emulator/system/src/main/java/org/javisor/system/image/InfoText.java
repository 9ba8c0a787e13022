package org.javisor.system.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.system.monitor.human.SizeText;

/** What an image is, for people. */
final class InfoText {
  private static final int INDENT = 4;

  private final JsonObject info;
  private final StringBuilder out = new StringBuilder();

  private InfoText(JsonObject info) {
    this.info = info;
  }

  static String of(JsonObject info) {
    InfoText text = new InfoText(info);
    text.image();
    return text.out.toString();
  }

  private static long number(JsonObject object, String name) {
    return object.get(name).orElseThrow() instanceof JsonValue.Int number ? number.value() : 0;
  }

  private static JsonObject object(JsonObject object, String name) {
    return object.get(name).orElseThrow() instanceof JsonObject inner ? inner : new JsonObject();
  }

  private static List<JsonValue> list(JsonObject object, String name) {
    Optional<JsonValue> value = object.get(name);
    return value.isPresent() && value.get() instanceof JsonValue.Array array
        ? array.elements()
        : List.of();
  }

  private void line(String name, String value) {
    out.append(name).append(": ").append(value).append('\n');
  }

  private static String size(long bytes) {
    return SizeText.rounded(bytes) + " (" + bytes + " bytes)";
  }

  private void image() {
    line("image", info.text("filename").orElseThrow());
    line("file format", info.text("format").orElseThrow());
    line("virtual size", size(number(info, "virtual-size")));
    line("disk size", SizeText.rounded(number(info, "actual-size")));
    if (info.has("cluster-size")) {
      line("cluster_size", Long.toString(number(info, "cluster-size")));
    }
    if (info.get("dirty-flag").equals(Optional.of(new JsonValue.Bool(true)))) {
      out.append("cleanly shut down: no\n");
    }
    if (info.has("backing-filename")) {
      String name = info.text("backing-filename").orElseThrow();
      String full = info.text("full-backing-filename").orElseThrow();
      line("backing file", full.equals(name) ? name : name + " (actual path: " + full + ")");
      info.text("backing-filename-format").ifPresent(format -> line("backing file format", format));
    }
    if (info.has("snapshots")) {
      out.append(SnapshotText.of(list(info, "snapshots")));
    }
    if (info.has("format-specific")) {
      out.append("Format specific information:\n");
      members(object(object(info, "format-specific"), "data"), 1);
    }
    for (JsonValue child : list(info, "children")) {
      if (child instanceof JsonObject named) {
        child(named.text("name").orElseThrow(), object(named, "info"));
      }
    }
  }

  private void child(String name, JsonObject child) {
    out.append("Child node '/").append(name).append("':\n");
    String indent = " ".repeat(INDENT);
    line(indent + "filename", child.text("filename").orElseThrow());
    line(indent + "protocol type", child.text("format").orElseThrow());
    line(indent + "file length", size(number(child, "virtual-size")));
    line(indent + "disk size", SizeText.rounded(number(child, "actual-size")));
  }

  private void members(JsonObject object, int depth) {
    Map<String, JsonValue> members = object.members();
    for (String name : object.wireOrder()) {
      entry(name.replace('-', ' '), members.get(name), depth);
    }
  }

  private void entry(String name, JsonValue value, int depth) {
    out.append(" ".repeat(depth * INDENT)).append(name).append(':');
    switch (value) {
      case JsonObject inner -> {
        out.append('\n');
        members(inner, depth + 1);
      }
      case JsonValue.Array array -> {
        out.append('\n');
        for (int i = 0; i < array.elements().size(); i++) {
          entry("[" + i + "]", array.elements().get(i), depth + 1);
        }
      }
      case JsonValue.Text text -> out.append(' ').append(text.value()).append('\n');
      case JsonValue other -> out.append(' ').append(JsonWriter.compact(other)).append('\n');
    }
  }
}
