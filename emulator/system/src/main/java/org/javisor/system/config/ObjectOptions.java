package org.javisor.system.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects that the command line defines. One use. */
final class ObjectOptions {
  private static final long MAX_SECRET = 1 << 20;

  /** Object types and what they take; a star marks what must be there. */
  private static final Map<String, List<String>> TYPES =
      Map.of(
          "memory-backend-ram",
          List.of(
              "*size",
              "share",
              "prealloc",
              "merge",
              "dump",
              "reserve",
              "host-nodes",
              "policy",
              "prealloc-threads",
              "x-use-canonical-path-for-ramblock-id"),
          "rng-builtin",
          List.of(),
          "rng-random",
          List.of("filename"),
          "secret",
          List.of("data", "file", "format", "keyid", "iv"));

  private final Set<String> ids = new HashSet<>();
  private final List<EmulatorConfig.HostObject> objects = new ArrayList<>();

  /** Takes one {@code -object}, as key=value or as JSON. */
  void add(String argument, String source) throws ConfigException {
    boolean json = argument.startsWith("{");
    KeyValues values = json ? KeyValues.json(argument) : KeyValues.parse(argument, "qom-type");
    String type = values.require("qom-type");
    List<String> known = TYPES.get(type);
    if (known == null) {
      throw new ConfigException("Parameter 'qom-type' does not accept value '" + type + "'");
    }
    String id = values.require("id");
    checkId(id);
    Map<String, String> properties = new java.util.TreeMap<>();
    for (String name : known) {
      boolean needed = name.startsWith("*");
      String key = needed ? name.substring(1) : name;
      Optional<String> value = values.take(key);
      if (value.isPresent()) {
        properties.put(key, value.get());
      } else if (needed) {
        throw new ConfigException("Parameter '" + key + "' is missing");
      }
    }
    values.end();
    if (type.equals("secret")) {
      checkSecret(properties);
    }
    if (type.equals("rng-random")) {
      checkReadable(properties.getOrDefault("filename", "/dev/urandom"));
    }
    if (!ids.add(id)) {
      throw new ConfigException("Duplicate ID '" + id + "' for object");
    }
    objects.add(new EmulatorConfig.HostObject(type, id, Map.copyOf(properties), source));
  }

  List<EmulatorConfig.HostObject> objects() {
    return List.copyOf(objects);
  }

  /** Refuses what does not name an object: a letter, then letters, digits, '-', '.', '_'. */
  private static void checkId(String id) throws ConfigException {
    boolean good = !id.isEmpty() && isLetter(id.charAt(0));
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      good &= isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    }
    if (!good) {
      throw new ConfigException(
          "Parameter 'id' expects an identifier\n"
              + "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter.");
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void checkSecret(Map<String, String> properties) throws ConfigException {
    String format = properties.getOrDefault("format", "raw");
    if (!format.equals("raw") && !format.equals("base64")) {
      throw new ConfigException("Parameter 'format' does not accept value '" + format + "'");
    }
    boolean file = properties.containsKey("file");
    if (file == properties.containsKey("data")) {
      throw new PlainException(
          file
              ? "'file' and 'data' are mutually exclusive"
              : "Either 'file' or 'data' must be provided");
    }
    String text = file ? contents(properties.get("file")) : properties.get("data");
    String key = properties.get("keyid");
    if (key != null && !ids.contains(key)) {
      throw new PlainException("No secret with id '" + key + "'");
    }
    if (format.equals("base64")) {
      try {
        byte[] _ = Base64.getMimeDecoder().decode(text);
        if (!text.chars()
            .allMatch(c -> isLetter((char) c) || "0123456789+/=\r\n".indexOf(c) >= 0)) {
          throw new PlainException("Base64 data contains invalid characters");
        }
      } catch (IllegalArgumentException e) {
        throw new PlainException("Base64 data contains invalid characters", e);
      }
    }
  }

  private static String contents(String name) throws ConfigException {
    Path file = Paths.parse(name);
    try {
      if (Files.size(file) > MAX_SECRET) {
        throw new PlainException("Unable to read " + name + ": longer than a secret may be");
      }
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new PlainException(
          "Unable to read "
              + name
              + ": Failed to open file \u201c"
              + name
              + "\u201d: No such file or directory",
          e);
    } catch (IOException e) {
      throw new PlainException("Unable to read " + name + ": " + e.getMessage(), e);
    }
  }

  private static void checkReadable(String name) throws ConfigException {
    if (!Files.exists(Paths.parse(name))) {
      throw new PlainException("Could not open '" + name + "': No such file or directory");
    }
  }
}
