package org.javisor.backend.chardev;

import java.util.Optional;
import org.javisor.host.socket.SocketName;
import org.javisor.host.socket.UnixAddress;

/** Which socket. */
public sealed interface SocketTarget {
  /** As {@code query-chardev} shows it, without the protocol's name for one of TCP. */
  String shown();

  /**
   * Of the unix domain.
   *
   * @param abstractName whether {@code path} is a name without a file
   * @param tight whether such a name ends where it ends, or is filled up with zeroes
   */
  record Unix(String path, boolean abstractName, boolean tight) implements SocketTarget {
    @Override
    public String shown() {
      return "unix:" + path + (abstractName ? ",abstract=on" + (tight ? ",tight=on" : "") : "");
    }
  }

  /**
   * Of TCP or UDP.
   *
   * @param host empty for any of this host
   * @param port a number or a service's name
   * @param to the last port to try when listening
   */
  record Inet(
      String host, String port, Optional<Long> to, Optional<Boolean> ipv4, Optional<Boolean> ipv6)
      implements SocketTarget {
    @Override
    public String shown() {
      return host + ":" + port;
    }
  }

  /** Between virtual machines and their host. */
  record Vsock(String cid, String port) implements SocketTarget {
    @Override
    public String shown() {
      return "vsock:" + cid + ":" + port;
    }
  }

  /** A socket that somebody else opened: a number or a name, see {@link ChardevScope}. */
  record Descriptor(String text) implements SocketTarget {
    @Override
    public String shown() {
      return "fd:" + text;
    }
  }

  /** Where a socket really is. */
  static SocketTarget of(SocketName name) {
    return switch (name) {
      case SocketName.Unix(UnixAddress address) -> {
        boolean hidden = address.kind() == UnixAddress.Kind.ABSTRACT;
        int end = address.name().indexOf('\0');
        yield new Unix(
            end < 0 ? address.name() : address.name().substring(0, end), hidden, end < 0);
      }
      case SocketName.Inet(String host, int port, boolean _) ->
          new Inet(
              host, Integer.toString(port), Optional.empty(), Optional.empty(), Optional.empty());
      case SocketName.Vsock(int cid, int port) ->
          new Vsock(Integer.toUnsignedString(cid), Integer.toUnsignedString(port));
      case SocketName.Other(int _) -> new Descriptor("");
    };
  }
}
