package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/** Stream sockets of the unix domain; every descriptor made here has close-on-exec. */
public final class UnixSocket {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SHUT_RDWR = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  private UnixSocket() {}

  /**
   * Binds and listens.
   *
   * <p>The file never has wider permissions than asked for, not even for a moment: Linux makes the
   * file of a bound socket with the socket's own mode, minus the umask, so the mode is set first.
   *
   * @param permissions of the socket's file, usually 0600
   * @throws HostException EADDRINUSE when the path exists, even if nobody listens there
   */
  public static Fd listen(Path path, int permissions, int backlog) throws HostException {
    String subject = "'" + path + "'";
    Fd socket = create();
    try (Arena arena = Arena.ofConfined()) {
      long address = UnixAddress.encode(path, arena, "listen on").address();
      socket.setPermissions(permissions);
      HostException.check(
          Libc.BIND.call(socket.number(), address, UnixAddress.STRUCT_BYTES), "bind", subject);
      HostException.check(Libc.LISTEN.call(socket.number(), backlog), "listen on", subject);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes a bound socket that somebody else has opened listen.
   *
   * @throws HostException EINVAL when it is connected or not bound, EOPNOTSUPP for datagrams
   */
  public static void listen(Fd socket, int backlog) throws HostException {
    HostException.check(Libc.LISTEN.call(socket.number(), backlog), "listen on", "fd socket");
  }

  /**
   * Connects, once.
   *
   * @throws HostException ENOENT when there is no such path, ECONNREFUSED when nobody listens
   */
  public static Fd connect(Path path) throws HostException {
    Fd socket = create();
    try (Arena arena = Arena.ofConfined()) {
      long address = UnixAddress.encode(path, arena, "connect to").address();
      long result;
      do {
        result = Libc.CONNECT.call(socket.number(), address, UnixAddress.STRUCT_BYTES);
      } while (Libc.interrupted(result));
      HostException.check(result, "connect to", "'" + path + "'");
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Binds to an abstract name and listens; such a name needs no file and goes with the socket.
   *
   * @param tight whether the name ends where it ends, or is filled up with zeroes
   */
  public static Fd listenAbstract(String name, boolean tight, int backlog) throws HostException {
    Fd socket = create();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = UnixAddress.encodeAbstract(name, tight, arena);
      HostException.check(
          Libc.BIND.call(socket.number(), address.address(), address.byteSize()), "bind", name);
      HostException.check(Libc.LISTEN.call(socket.number(), backlog), "listen on", name);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  /** Connects to an abstract name, once. */
  public static Fd connectAbstract(String name, boolean tight) throws HostException {
    Fd socket = create();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = UnixAddress.encodeAbstract(name, tight, arena);
      long result;
      do {
        result = Libc.CONNECT.call(socket.number(), address.address(), address.byteSize());
      } while (Libc.interrupted(result));
      HostException.check(result, "connect to", name);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  private static Fd create() throws HostException {
    long number = Libc.SOCKET.call(UnixAddress.AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return Fd.adopt((int) HostException.check(number, "create", "socket"));
  }

  /**
   * Waits for a connection and takes it.
   *
   * @throws HostException EINVAL when the listener was shut down or does not listen
   */
  public static Fd accept(Fd listener) throws HostException {
    int fd = listener.hold();
    try {
      long number;
      do {
        number = Libc.ACCEPT4.call(fd, 0, 0, SOCK_CLOEXEC);
      } while (Libc.interrupted(number));
      return Fd.adopt((int) HostException.check(number, "accept on", listener.toString()));
    } finally {
      listener.letGo();
    }
  }

  /** Two sockets connected to each other. */
  public static List<Fd> pair() throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment two = arena.allocate(JAVA_INT, 2);
      HostException.check(
          Libc.SOCKETPAIR.call(UnixAddress.AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two.address()),
          "create",
          "socket pair");
      return List.of(Fd.adopt(two.getAtIndex(JAVA_INT, 0)), Fd.adopt(two.getAtIndex(JAVA_INT, 1)));
    }
  }

  /** Who is at the other end. */
  public static PeerCredentials peerCredentials(Fd socket) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = option(socket, SO_PEERCRED, 12, arena);
      return new PeerCredentials(
          value.get(JAVA_INT, 0), value.get(JAVA_INT, 4), value.get(JAVA_INT, 8));
    }
  }

  /** Whether connections can be accepted on this socket. */
  public static boolean isListening(Fd socket) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      return option(socket, SO_ACCEPTCONN, 4, arena).get(JAVA_INT, 0) != 0;
    }
  }

  /** Whether the descriptor is a socket of the unix domain. */
  public static boolean isUnix(Fd fd) throws HostException {
    if (!fd.isSocket()) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      return option(fd, SO_DOMAIN, 4, arena).get(JAVA_INT, 0) == UnixAddress.AF_UNIX;
    }
  }

  /** Value of an integer option at the socket level. */
  static int intOption(Fd socket, int option) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      return option(socket, option, 4, arena).get(JAVA_INT, 0);
    }
  }

  /**
   * Sends as much as can be sent at once; 0 when nothing can.
   *
   * @return bytes taken
   */
  public static int sendNow(Fd socket, byte[] data, int offset, int length) throws HostException {
    int fd = socket.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(length);
      MemorySegment.copy(data, offset, bytes, JAVA_BYTE, 0, length);
      long sent;
      do {
        sent = Libc.SEND.call(fd, bytes.address(), length, MSG_DONTWAIT | MSG_NOSIGNAL);
      } while (Libc.interrupted(sent));
      if (sent < 0 && Libc.errno() == Errno.EAGAIN.number()) {
        return 0;
      }
      return (int) HostException.check(sent, "send on", socket.toString());
    } finally {
      socket.letGo();
    }
  }

  /** Value of a socket option of a known size. */
  private static MemorySegment option(Fd socket, int option, int bytes, Arena arena)
      throws HostException {
    MemorySegment value = arena.allocate(bytes, 8);
    MemorySegment length = arena.allocateFrom(JAVA_INT, bytes);
    int fd = socket.hold();
    try {
      HostException.check(
          Libc.GETSOCKOPT.call(
              new Libc.Arguments(fd, SOL_SOCKET, option, value.address(), length.address(), 0)),
          "query",
          socket.toString());
      return value;
    } finally {
      socket.letGo();
    }
  }

  /** Where this end is bound. */
  public static UnixAddress localAddress(Fd socket) throws HostException {
    return address(Libc.GETSOCKNAME, socket);
  }

  /** Where the other end is bound; clients usually are unnamed. */
  public static UnixAddress peerAddress(Fd socket) throws HostException {
    return address(Libc.GETPEERNAME, socket);
  }

  private static UnixAddress address(Libc function, Fd socket) throws HostException {
    int fd = socket.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(UnixAddress.STRUCT_BYTES, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) UnixAddress.STRUCT_BYTES);
      HostException.check(
          function.call(fd, address.address(), length.address()), "query", socket.toString());
      return UnixAddress.decode(address, length.get(JAVA_INT, 0));
    } finally {
      socket.letGo();
    }
  }

  /**
   * Ends traffic in both directions, for every holder of the socket: readers see the end of file,
   * writers EPIPE, accepting fails. Of a socket that is not connected there is nothing to end.
   */
  public static void shutdown(Fd socket) throws HostException {
    int fd = socket.hold();
    try {
      if (Libc.SHUTDOWN.call(fd, SHUT_RDWR) != 0 && Libc.errno() != Errno.ENOTCONN.number()) {
        throw HostException.last("shut down", socket.toString());
      }
    } finally {
      socket.letGo();
    }
  }
}
