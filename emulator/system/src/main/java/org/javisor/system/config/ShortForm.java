package org.javisor.system.config;

import java.util.Optional;

/** Character devices in one word: what {@code -serial}, {@code -monitor} and {@code -qmp} take. */
final class ShortForm {
  private static final int MAX_HOST = 64;
  private static final int MAX_PORT = 32;

  private ShortForm() {}

  /**
   * The same as parameters; nothing when there is no more to say than that it is wrong.
   *
   * @throws ConfigException when it begins like none of them
   */
  static Optional<KeyValues> parse(String text) throws ConfigException {
    KeyValues values = KeyValues.parse("", "");
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    if (text.startsWith("mon:")) {
      Optional<KeyValues> inner = parse(rest);
      if (inner.isPresent()) {
        inner.get().set("mux", "on");
        if (rest.equals("stdio")) {
          inner.get().set("signal", "off"); // Ctrl-C is the guest's.
        }
      }
      return inner;
    }
    if (text.startsWith("/dev/")) {
      values.set("backend", "serial");
      values.set("path", text);
      return Optional.of(values);
    }
    return switch (colon < 0 ? text : text.substring(0, colon + 1)) {
      case "null", "pty", "stdio", "vc" -> backend(values, text);
      case "pty:" -> path(values, "pty", rest);
      case "file:" -> path(values, "file", rest);
      case "pipe:" -> path(values, "pipe", rest);
      case "vc:" -> isScreen(rest) ? backend(values, "vc") : Optional.empty();
      case "tcp:" -> tcp("", rest);
      case "telnet:" -> tcp("telnet", rest);
      case "tn3270:" -> tcp("tn3270", rest);
      case "websocket:" -> tcp("websocket", rest);
      case "udp:" -> udp(rest);
      case "unix:" -> backend(KeyValues.parse(rest, "path"), "socket");
      default -> throw new ConfigException("'" + text + "' is not a valid char driver");
    };
  }

  private static Optional<KeyValues> backend(KeyValues values, String kind) {
    values.set("backend", kind);
    return Optional.of(values);
  }

  private static Optional<KeyValues> path(KeyValues values, String kind, String path) {
    values.set("path", path);
    return backend(values, kind);
  }

  /** {@code 800x600}, or in characters {@code 80Cx24C}. */
  private static boolean isScreen(String size) {
    String[] parts = size.split("x", -1);
    return parts.length == 2 && isLength(parts[0]) && isLength(parts[1]);
  }

  private static boolean isLength(String text) {
    String digits = text.endsWith("C") ? text.substring(0, text.length() - 1) : text;
    boolean good = !digits.isEmpty();
    for (int i = 0; i < digits.length(); i++) {
      good &= Character.isDigit(digits.charAt(i));
    }
    return good;
  }

  private static Optional<KeyValues> tcp(String protocol, String text) {
    int comma = text.indexOf(',');
    Optional<String[]> address = hostAndPort(comma < 0 ? text : text.substring(0, comma));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    KeyValues values = KeyValues.parse(comma < 0 ? "" : text.substring(comma + 1), "");
    values.set("host", address.get()[0]);
    values.set("port", address.get()[1]);
    if (!protocol.isEmpty()) {
      values.set(protocol, "on");
    }
    return backend(values, "socket");
  }

  private static Optional<KeyValues> udp(String text) {
    KeyValues values = KeyValues.parse("", "");
    int at = text.indexOf('@');
    Optional<String[]> remote = hostAndPort(at < 0 ? text : text.substring(0, at));
    if (remote.isEmpty()) {
      return Optional.empty();
    }
    values.set("host", remote.get()[0]);
    values.set("port", remote.get()[1]);
    if (at >= 0) {
      Optional<String[]> local = hostAndPort(text.substring(at + 1));
      if (local.isEmpty()) {
        return Optional.empty();
      }
      values.set("localaddr", local.get()[0]);
      values.set("localport", local.get()[1]);
    }
    return backend(values, "udp");
  }

  /** {@code HOST:PORT}, or {@code :PORT} for any host. */
  private static Optional<String[]> hostAndPort(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || colon == text.length() - 1 || colon > MAX_HOST) {
      return Optional.empty();
    }
    String port = text.substring(colon + 1);
    return port.length() > MAX_PORT
        ? Optional.empty()
        : Optional.of(new String[] {text.substring(0, colon), port});
  }
}
