package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.NameLookup;
import org.javisor.host.socket.RawAddress;
import org.javisor.host.socket.UnixSocket;

/** Listens on and connects to every kind of socket; failures in the words that clients know. */
final class Sockets {
  /** Types of files in a mode, as in stat. */
  private static final int TYPE_MASK = 0170000;

  private static final int TYPE_SOCKET = 0140000;

  private static final int BACKLOG = 1;
  private static final int SOCKET_PERMISSIONS = 0600;
  private static final int MAX_PATH = 107;
  private static final int MAX_PORT = 65535;
  private static final int CONNECT_MILLIS = 30_000;

  private Sockets() {}

  /** Sockets that listen; none for a descriptor without a number. */
  static List<Fd> listen(SocketTarget target, ChardevScope scope) throws ChardevException {
    return switch (target) {
      case SocketTarget.Unix unix -> List.of(listenUnix(unix));
      case SocketTarget.Inet inet -> listenInet(inet);
      case SocketTarget.Vsock vsock -> List.of(listenVsock(vsock));
      case SocketTarget.Descriptor(String text) ->
          text.isEmpty() ? List.of() : List.of(listenPassed(scope.descriptor(text)));
    };
  }

  /** A connected socket. */
  static Fd connect(SocketTarget target, ChardevScope scope) throws ChardevException {
    return switch (target) {
      case SocketTarget.Unix unix -> connectUnix(unix);
      case SocketTarget.Inet inet -> connectInet(inet);
      case SocketTarget.Vsock vsock -> connectVsock(vsock);
      case SocketTarget.Descriptor(String text) -> scope.descriptor(text);
    };
  }

  private static Fd listenPassed(Fd passed) throws ChardevException {
    try {
      UnixSocket.listen(passed, BACKLOG);
      return passed;
    } catch (HostException e) {
      passed.close();
      throw failure("Failed to listen on fd socket", e);
    }
  }

  private static Fd listenUnix(SocketTarget.Unix unix) throws ChardevException {
    Path path = path(unix);
    if (unix.path().isEmpty() && !unix.abstractName()) {
      throw new ChardevException("Failed to bind socket: the path is empty");
    }
    if (!unix.abstractName()) {
      removeStaleSocket(path);
    }
    try {
      return unix.abstractName()
          ? UnixSocket.listenAbstract(unix.path(), unix.tight(), BACKLOG)
          : UnixSocket.listen(path, SOCKET_PERMISSIONS, BACKLOG);
    } catch (HostException e) {
      throw failure("Failed to bind socket to " + unix.path(), e);
    }
  }

  private static Fd connectUnix(SocketTarget.Unix unix) throws ChardevException {
    Path path = path(unix);
    if (unix.path().isEmpty() && !unix.abstractName()) {
      throw new ChardevException("Failed to connect to '': Connection refused");
    }
    try {
      return unix.abstractName()
          ? UnixSocket.connectAbstract(unix.path(), unix.tight())
          : UnixSocket.connect(path);
    } catch (HostException e) {
      throw failure("Failed to connect to '" + unix.path() + "'", e);
    }
  }

  private static Path path(SocketTarget.Unix unix) throws ChardevException {
    if (unix.path().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
      throw new ChardevException(
          "UNIX socket path '" + unix.path() + "' is too long\nPath must be less than 108 bytes");
    }
    try {
      return Path.of(unix.path());
    } catch (InvalidPathException e) {
      throw new ChardevException("Failed to bind socket to " + unix.path(), e);
    }
  }

  /** An emulator that was killed leaves its socket's file; anything that is no socket stays. */
  private static void removeStaleSocket(Path path) throws ChardevException {
    try {
      if (isSocket(path)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      return; // As it should be; if a folder is missing, binding tells.
    } catch (IOException e) {
      throw new ChardevException("Failed to unlink socket " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether a socket is there, and not a device or a pipe, which are no files either.
   *
   * @throws NoSuchFileException when nothing is
   */
  static boolean isSocket(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & TYPE_MASK) == TYPE_SOCKET;
  }

  private static List<Fd> listenInet(SocketTarget.Inet inet) throws ChardevException {
    List<Fd> all = new ArrayList<>();
    List<RawAddress> addresses = addresses(inet, new Lookup(true, true), inet.port());
    boolean only6 = inet.ipv4().filter(on -> !on).isPresent() || addresses.size() > 1;
    int failed = Errno.EADDRINUSE.number();
    int first = number(inet.port());
    long last = Math.min(MAX_PORT, inet.to().orElse((long) first));
    for (int port = first; all.isEmpty() && (port == first || port <= last); port++) {
      if (port != first) {
        addresses = addresses(inet, new Lookup(true, true), Integer.toString(port));
      }
      for (RawAddress address : addresses) {
        try {
          all.add(bind(address, only6));
        } catch (HostException e) {
          failed = e.errno();
          if (failed != Errno.EADDRINUSE.number() && all.isEmpty()) {
            throw failure("Failed to bind socket", e);
          }
        }
      }
    }
    if (all.isEmpty()) {
      throw new ChardevException("Failed to find an available port: " + Errno.text(failed));
    }
    return all;
  }

  private static Fd bind(RawAddress address, boolean only6) throws HostException {
    Fd socket = address.bind(only6);
    try {
      UnixSocket.listen(socket, BACKLOG);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  /** A port's number; 0 when it is a service's name. */
  private static int number(String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Fd connectInet(SocketTarget.Inet inet) throws ChardevException {
    HostException last = new HostException("connect", "socket", Errno.ECONNREFUSED);
    for (RawAddress address : addresses(inet, new Lookup(true, false), inet.port())) {
      try {
        return address.connect(CONNECT_MILLIS);
      } catch (HostException e) {
        last = e;
      }
    }
    throw failure("Failed to connect to '" + inet.shown() + "'", last);
  }

  /** A socket for datagrams to {@code remote}. */
  static Fd datagrams(SocketTarget.Inet remote, Optional<SocketTarget.Inet> local)
      throws ChardevException {
    String port = remote.port();
    List<RawAddress> peers = addresses(remote, new Lookup(false, false), port);
    RawAddress here = null;
    if (local.isPresent()) {
      SocketTarget.Inet end = local.get();
      String at = end.port().isEmpty() ? "0" : end.port();
      for (RawAddress candidate : addresses(end, new Lookup(false, true), at)) {
        here = here == null && candidate.family() == peers.getFirst().family() ? candidate : here;
      }
    }
    try {
      return peers.getFirst().datagrams(here);
    } catch (HostException e) {
      throw failure(
          here == null ? "Failed to connect to '" + remote.shown() + "'" : "Failed to bind socket",
          e);
    }
  }

  private record Lookup(boolean stream, boolean passive) {}

  private static List<RawAddress> addresses(SocketTarget.Inet inet, Lookup how, String port)
      throws ChardevException {
    NameLookup.Version version = version(inet);
    try {
      return NameLookup.find(
          new NameLookup.Query(inet.host(), port, version, how.stream, how.passive));
    } catch (NameLookup.UnknownException e) {
      throw new ChardevException(
          "address resolution failed for " + inet.host() + ":" + port + ": " + e.getMessage(), e);
    }
  }

  private static NameLookup.Version version(SocketTarget.Inet inet) throws ChardevException {
    boolean not4 = inet.ipv4().isPresent() && !inet.ipv4().get();
    boolean not6 = inet.ipv6().isPresent() && !inet.ipv6().get();
    if (not4 && not6) {
      throw new ChardevException("Cannot disable IPv4 and IPv6 at same time");
    }
    boolean only4 = inet.ipv4().orElse(false) && !inet.ipv6().orElse(false);
    boolean only6 = inet.ipv6().orElse(false) && !inet.ipv4().orElse(false);
    if (not6 || only4) {
      return NameLookup.Version.V4;
    }
    return not4 || only6 ? NameLookup.Version.V6 : NameLookup.Version.ANY;
  }

  private static Fd listenVsock(SocketTarget.Vsock vsock) throws ChardevException {
    RawAddress address = vsockAddress(vsock);
    try {
      return bind(address, false);
    } catch (HostException e) {
      throw failure("Failed to bind socket", e);
    }
  }

  private static Fd connectVsock(SocketTarget.Vsock vsock) throws ChardevException {
    RawAddress address = vsockAddress(vsock);
    try {
      return address.connect(CONNECT_MILLIS);
    } catch (HostException e) {
      throw failure("Failed to connect to '" + vsock.cid() + ":" + vsock.port() + "'", e);
    }
  }

  private static RawAddress vsockAddress(SocketTarget.Vsock vsock) throws ChardevException {
    return RawAddress.vsock(unsigned("cid", vsock.cid()), unsigned("port", vsock.port()));
  }

  private static int unsigned(String what, String text) throws ChardevException {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new ChardevException("Failed to parse " + what + " '" + text + "'", e);
    }
  }

  private static ChardevException failure(String what, HostException reason) {
    return new ChardevException(what + ": " + Errno.text(reason.errno()), reason);
  }
}
