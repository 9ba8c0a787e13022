package org.javisor.system.config;

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

  /**
   * An image in the format {@code format} that has a file's name.
   *
   * @param node its name, and what every node has
   */
  static BlockdevOptions file(JsonObject node, String format, String filename)
      throws ConfigException {
    if (format.equals("raw")) {
      return decode(node.put("driver", "file").put("filename", filename));
    }
    JsonObject file = new JsonObject().put("driver", "file").put("filename", filename);
    return decode(node.put("driver", format).put("file", file));
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
    return switch (key) {
      case "read-only", "auto-read-only", "read-zeroes" -> flag(key, text);
      case "offset", "size", "l2-cache-size", "refcount-cache-size" ->
          new JsonValue.Int(Sizes.parse(key, text, 1));
      default -> new JsonValue.Text(text);
    };
  }

  private static JsonValue flag(String key, String text) throws ConfigException {
    return switch (text) {
      case "on" -> new JsonValue.Bool(true);
      case "off" -> new JsonValue.Bool(false);
      default -> throw new ConfigException("Parameter '" + key + "' expects 'on' or 'off'");
    };
  }
}
