package org.javisor.system.qom;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonValue;

/** An object as it is now: its type, the values of its properties, and the objects below it. */
public final class QomObject {
  private final String type;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A property with its value, which is missing where there is none to tell.
   *
   * @param child the object that it leads to, of one below this
   */
  public record Entry(String type, Optional<JsonValue> value, Optional<QomObject> child) {}

  QomObject(String type) {
    this.type = type;
    put("type", "string", new JsonValue.Text(type));
  }

  /** The name of its type. */
  public String type() {
    return type;
  }

  QomObject put(String name, String propertyType, JsonValue value) {
    entries.put(name, new Entry(propertyType, Optional.of(value), Optional.empty()));
    return this;
  }

  QomObject put(String name, QomObject child) {
    String childType = "child<" + child.type + ">";
    entries.put(name, new Entry(childType, Optional.empty(), Optional.of(child)));
    return this;
  }

  /** Its properties by name. */
  public Map<String, Entry> entries() {
    return entries;
  }
}
