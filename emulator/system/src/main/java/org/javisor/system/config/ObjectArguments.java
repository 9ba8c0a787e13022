package org.javisor.system.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.ObjectType;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.qom.HostObjectType;
import org.javisor.system.qom.Property;
import org.javisor.system.qom.PropertyException;

/** Objects in the words of the command line. */
public final class ObjectArguments {
  private final Set<String> ids = new HashSet<>();
  private final List<EmulatorConfig.HostObject> objects = new ArrayList<>();

  /** The object that {@code argument} asks for, as key=value or as JSON. */
  public static ObjectOptions parse(String argument) throws ConfigException {
    JsonObject members = argument.startsWith("{") ? KeyValues.object(argument) : typed(argument);
    try {
      return ObjectOptions.decode(Node.arguments(members));
    } catch (QmpException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  /** Takes one {@code -object}. */
  void add(String argument, String source) throws ConfigException {
    ObjectOptions options = parse(argument);
    if (!ids.add(options.id())) {
      throw new ConfigException("Duplicate ID '" + options.id() + "' for object");
    }
    CharacterOptions.checkId(options.id());
    objects.add(new EmulatorConfig.HostObject(options, source));
  }

  /** The members that key=value gives, of the types that the object's properties have. */
  private static JsonObject typed(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "qom-type");
    String name = values.require("qom-type");
    String id = values.require("id");
    Optional<ObjectType> type = type(name);
    if (type.isEmpty()) {
      throw new ConfigException("Parameter 'qom-type' does not accept value '" + name + "'");
    }
    JsonObject members = new JsonObject().put("qom-type", name).put("id", id);
    try {
      for (Property property : HostObjectType.properties(type.get())) {
        Optional<String> value = values.take(property.name());
        if (value.isPresent()) {
          members.put(property.name(), property.parse(name, value.get()));
        }
      }
    } catch (PropertyException e) {
      throw new ConfigException(e.getMessage(), e);
    }
    if (type.get() == ObjectType.AUTHZ_LIST) {
      members.put("rules", rules(values));
    }
    values.end();
    return members;
  }

  /** {@code rules.0.match}, {@code rules.0.policy} and so on. */
  private static JsonValue rules(KeyValues values) {
    List<JsonValue> all = new ArrayList<>();
    JsonObject rule = rule(values, 0);
    while (!rule.members().isEmpty()) {
      all.add(rule);
      rule = rule(values, all.size());
    }
    return new JsonValue.Array(all);
  }

  private static JsonObject rule(KeyValues values, int index) {
    JsonObject rule = new JsonObject();
    for (String name : List.of("match", "policy", "format")) {
      Optional<String> value = values.take("rules." + index + "." + name);
      if (value.isPresent()) {
        rule.put(name, value.get());
      }
    }
    return rule;
  }

  private static Optional<ObjectType> type(String name) {
    for (ObjectType type : ObjectType.values()) {
      if (type.wireName().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The bytes of the guest memory of that name, if there is some. */
  Optional<Long> memoryBytes(String id) {
    for (EmulatorConfig.HostObject object : objects) {
      if (object.options().id().equals(id)) {
        return switch (object.options()) {
          case ObjectOptions.MemoryBackendFile memory -> Optional.of(memory.size());
          case ObjectOptions.MemoryBackendMemfd memory -> Optional.of(memory.size());
          case ObjectOptions.MemoryBackendRam memory -> Optional.of(memory.size());
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  List<EmulatorConfig.HostObject> objects() {
    return List.copyOf(objects);
  }
}
