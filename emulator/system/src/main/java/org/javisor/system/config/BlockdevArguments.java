package org.javisor.system.config;

import java.util.Optional;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;

/** The argument of {@code -blockdev}, as key=value or as JSON. */
final class BlockdevArguments {
  private BlockdevArguments() {}

  static BlockdevOptions parse(String argument) throws ConfigException {
    return decode(argument.startsWith("{") ? KeyValues.object(argument) : nested(argument));
  }

  /** A raw image that has a file's name. */
  static BlockdevOptions file(String node, String filename, boolean readOnly)
      throws ConfigException {
    return decode(
        new JsonObject()
            .put("driver", "file")
            .put("node-name", node)
            .put("read-only", readOnly)
            .put("filename", filename));
  }

  private static BlockdevOptions decode(JsonObject members) throws ConfigException {
    try {
      BlockdevOptions options = BlockdevOptions.decode(Node.arguments(members));
      if (options.nodeName().isEmpty()) {
        throw new ConfigException("'node-name' must be specified for the root node");
      }
      return options;
    } catch (QmpException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  /** Dots in keys lead to members of members. */
  private static JsonObject nested(String argument) throws ConfigException {
    JsonObject root = new JsonObject();
    for (var entry : KeyValues.parse(argument, "driver").left().entrySet()) {
      JsonObject at = root;
      String[] path = entry.getKey().split("\\.", -1);
      for (int i = 0; i < path.length - 1; i++) {
        JsonValue below = at.get(path[i]).orElseGet(JsonObject::new);
        if (!(below instanceof JsonObject object)) {
          throw new ConfigException("Parameters '" + path[i] + ".*' used inconsistently");
        }
        at.put(path[i], object);
        at = object;
      }
      at.put(path[path.length - 1], value(path[path.length - 1], entry.getValue()));
    }
    return root;
  }

  private static JsonValue value(String key, String text) throws ConfigException {
    if (!key.equals("read-only") && !key.equals("auto-read-only")) {
      return new JsonValue.Text(text);
    }
    Optional<Boolean> flag =
        switch (text) {
          case "on" -> Optional.of(true);
          case "off" -> Optional.of(false);
          default -> Optional.empty();
        };
    return new JsonValue.Bool(
        flag.orElseThrow(
            () -> new ConfigException("Parameter '" + key + "' expects 'on' or 'off'")));
  }
}
