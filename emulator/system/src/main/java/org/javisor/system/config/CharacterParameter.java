package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.CommandLineParameterInfo;

/** The parameters of {@code -chardev}, of all kinds together, as QEMU has them. */
enum CharacterParameter {
  ABSTRACT("abstract", Type.TRUTH),
  APPEND("append", Type.TRUTH),
  BACKEND("backend", Type.TEXT),
  CHARDEV("chardev", Type.TEXT),
  CHARDEVS_0("chardevs.0", Type.TEXT),
  CHARDEVS_1("chardevs.1", Type.TEXT),
  CHARDEVS_2("chardevs.2", Type.TEXT),
  CHARDEVS_3("chardevs.3", Type.TEXT),
  COLS("cols", Type.NUMBER),
  DELAY("delay", Type.TRUTH),
  FD("fd", Type.TEXT),
  HEIGHT("height", Type.NUMBER),
  HOST("host", Type.TEXT),
  INPUT_PATH("input-path", Type.TEXT),
  IPV4("ipv4", Type.TRUTH),
  IPV6("ipv6", Type.TRUTH),
  LOCALADDR("localaddr", Type.TEXT),
  LOCALPORT("localport", Type.TEXT),
  LOGAPPEND("logappend", Type.TRUTH),
  LOGFILE("logfile", Type.TEXT),
  MUX("mux", Type.TRUTH),
  NODELAY("nodelay", Type.TRUTH),
  PATH("path", Type.TEXT),
  PORT("port", Type.TEXT),
  RECONNECT("reconnect", Type.NUMBER),
  RECONNECT_MS("reconnect-ms", Type.NUMBER),
  ROWS("rows", Type.NUMBER),
  SERVER("server", Type.TRUTH),
  SIGNAL("signal", Type.TRUTH),
  SIZE("size", Type.BYTES),
  TELNET("telnet", Type.TRUTH),
  TIGHT("tight", Type.TRUTH),
  TLS_AUTHZ("tls-authz", Type.TEXT),
  TLS_CREDS("tls-creds", Type.TEXT),
  TN3270("tn3270", Type.TRUTH),
  TO("to", Type.NUMBER),
  WAIT("wait", Type.TRUTH),
  WEBSOCKET("websocket", Type.TRUTH),
  WIDTH("width", Type.NUMBER);

  /** How many devices of a hub there are words for. */
  static final int HUB_DEVICES = 4;

  /** What a value looks like. */
  private enum Type {
    BYTES,
    NUMBER,
    TEXT,
    TRUTH
  }

  private final String key;
  private final Type type;

  CharacterParameter(String key, Type type) {
    this.key = key;
    this.type = type;
  }

  /** Refuses a parameter that there is not, or a value that it cannot have. */
  static void check(String key, String value) throws ConfigException {
    for (CharacterParameter known : values()) {
      if (known.key.equals(key)) {
        known.check(value);
        return;
      }
    }
    throw new ConfigException("Invalid parameter '" + key + "'");
  }

  /** All of them, as the protocol has them. */
  static List<CommandLineParameterInfo> infos() {
    List<CommandLineParameterInfo> all = new ArrayList<>();
    for (CharacterParameter known : values()) {
      String type =
          switch (known.type) {
            case BYTES -> "size";
            case NUMBER -> "number";
            case TEXT -> "string";
            case TRUTH -> "boolean";
          };
      all.add(OptionGroup.parameter(known.key, type, Optional.empty()));
    }
    return all;
  }

  private void check(String value) throws ConfigException {
    switch (type) {
      case TEXT -> {
        // Anything goes.
      }
      case TRUTH -> {
        boolean _ = truth(key, value);
      }
      case NUMBER -> {
        long _ = number(key, value);
      }
      case BYTES -> {
        long _ = bytes(key, value);
      }
    }
  }

  static boolean truth(String key, String value) throws ConfigException {
    return switch (value) {
      case "on", "yes", "true", "y" -> true;
      case "off", "no", "false", "n" -> false;
      default -> throw new ConfigException("Parameter '" + key + "' expects 'on' or 'off'");
    };
  }

  static Optional<Boolean> truth(String key, Optional<String> value) throws ConfigException {
    return value.isPresent() ? Optional.of(truth(key, value.get())) : Optional.empty();
  }

  /** Negative ones too: what they mean is the option's business. */
  static long number(String key, String value) throws ConfigException {
    try {
      String digits = value.strip();
      return digits.startsWith("0x")
          ? Long.parseUnsignedLong(digits.substring(2), 16)
          : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new ConfigException("Parameter '" + key + "' expects a number", e);
    }
  }

  static Optional<Long> number(String key, Optional<String> value) throws ConfigException {
    return value.isPresent() ? Optional.of(number(key, value.get())) : Optional.empty();
  }

  static long bytes(String key, String value) throws ConfigException {
    try {
      return Sizes.parse(key, value, 1);
    } catch (ConfigException e) {
      throw new ConfigException(
          "Parameter '"
              + key
              + "' expects a non-negative number below 2^64\n"
              + "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\n"
              + "and exabytes, respectively.",
          e);
    }
  }
}
