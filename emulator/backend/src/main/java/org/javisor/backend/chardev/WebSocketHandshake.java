package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The opening handshake of a WebSocket server that speaks the subprotocol {@code binary}. */
final class WebSocketHandshake {
  private static final int MAX_REQUEST = 4096;
  private static final int KEY_LENGTH = 24;
  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketHandshake() {}

  /** The client's request is not one. */
  static final class RefusedException extends IOException {
    private final byte[] answer;

    RefusedException(String status) {
      super(status);
      this.answer =
          ("HTTP/1.1 " + status + "\r\nServer: javisor\r\nContent-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
    }

    /** What to tell the client. */
    byte[] answer() {
      return answer.clone();
    }
  }

  /**
   * Reads a request.
   *
   * @return the answer to send
   */
  static byte[] answer(LinkReader input) throws IOException {
    String[] lines = request(input).split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !first[0].equals("GET") || !first[2].equals("HTTP/1.1")) {
      throw new RefusedException("400 Bad Request");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    check(headers);
    return ("HTTP/1.1 101 Switching Protocols\r\nServer: javisor\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept(headers.get("sec-websocket-key"))
            + "\r\nSec-WebSocket-Protocol: binary\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void check(Map<String, String> headers) throws RefusedException {
    boolean good =
        has(headers, "upgrade", "websocket")
            && has(headers, "connection", "upgrade")
            && has(headers, "sec-websocket-protocol", "binary")
            && headers.getOrDefault("sec-websocket-version", "").equals("13")
            && headers.getOrDefault("sec-websocket-key", "").length() == KEY_LENGTH
            && headers.containsKey("host");
    if (!good) {
      throw new RefusedException("400 Bad Request");
    }
  }

  private static boolean has(Map<String, String> headers, String name, String token) {
    for (String one : headers.getOrDefault(name, "").split(",", -1)) {
      if (one.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  private static String request(LinkReader input) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!complete(text)) {
      if (text.length() == MAX_REQUEST) {
        throw new RefusedException("413 Request Entity Too Large");
      }
      text.append((char) input.need());
    }
    return text.toString();
  }

  private static boolean complete(StringBuilder text) {
    int length = text.length();
    return length >= 4 && text.substring(length - 4).equals("\r\n\r\n");
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
