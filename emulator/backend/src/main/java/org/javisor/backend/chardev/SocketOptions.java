package org.javisor.backend.chardev;

import java.util.Optional;

/**
 * How a socket is used.
 *
 * @param server whether to wait for clients
 * @param await whether opening waits for the first client; absent when not said
 * @param noDelay whether small pieces are sent at once
 * @param protocol what is spoken
 * @param reconnect how a client tries again
 * @param tls encryption
 */
public record SocketOptions(
    boolean server,
    Optional<Boolean> await,
    boolean noDelay,
    Protocol protocol,
    Reconnect reconnect,
    Tls tls) {

  /**
   * What is spoken on the stream; several together are layers, TLS below WebSocket below telnet.
   *
   * @param forms telnet to a terminal of the 3270 kind
   */
  public record Protocol(boolean telnet, boolean forms, boolean websocket) {
    /** The bare stream. */
    public static final Protocol PLAIN = new Protocol(false, false, false);

    /** What addresses of TCP begin with. */
    String scheme() {
      if (telnet) {
        return "telnet";
      }
      return websocket ? "websocket" : "tcp";
    }
  }

  /** Intervals, 0 for never; at most one of them may be given. */
  public record Reconnect(Optional<Long> seconds, Optional<Long> millis) {
    /** Not at all. */
    public static final Reconnect NEVER = new Reconnect(Optional.empty(), Optional.empty());

    long intervalMillis() {
      return Math.max(0, millis.orElse(seconds.orElse(0L) * 1000));
    }
  }

  /**
   * Encryption.
   *
   * @param credentials the name of an object
   * @param authorization the name of an object that decides about clients
   */
  public record Tls(Optional<String> credentials, Optional<String> authorization) {
    /** None. */
    public static final Tls NONE = new Tls(Optional.empty(), Optional.empty());
  }

  /** A bare stream. */
  public static SocketOptions plain(boolean server) {
    return new SocketOptions(
        server, Optional.empty(), false, Protocol.PLAIN, Reconnect.NEVER, Tls.NONE);
  }

  /** Whether opening waits for the first client. */
  public boolean awaits() {
    return server && await.orElse(false);
  }
}
