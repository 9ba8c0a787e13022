package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;
import org.javisor.host.libc.Libc;

/**
 * A socket address in the system's own encoding.
 *
 * @param family AF_INET, AF_INET6 and so on
 * @param bytes the whole sockaddr; not modified after construction
 */
public record RawAddress(int family, byte[] bytes) {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_VSOCK = 40;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_ERROR = 4;
  private static final int SO_KEEPALIVE = 9;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  /** Of a virtual machine's or the host's own socket; {@code cid} -1 is any. */
  public static RawAddress vsock(int cid, int port) {
    byte[] bytes = new byte[16];
    bytes[0] = AF_VSOCK;
    for (int i = 0; i < 4; i++) {
      bytes[4 + i] = (byte) (port >>> 8 * i);
      bytes[8 + i] = (byte) (cid >>> 8 * i);
    }
    return new RawAddress(AF_VSOCK, bytes);
  }

  /** Whether it is one of IP version 6. */
  public boolean isIpv6() {
    return family == AF_INET6;
  }

  /**
   * A stream socket bound to this address, not yet listening.
   *
   * @param only6 whether one of IP version 6 leaves version 4 to others
   */
  public Fd bind(boolean only6) throws HostException {
    Fd socket = create(SOCK_STREAM);
    try {
      set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
      if (family == AF_INET6) {
        set(socket, IPPROTO_IPV6, IPV6_V6ONLY, only6 ? 1 : 0);
      }
      bind(socket);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  private void bind(Fd socket) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      HostException.check(
          Libc.BIND.call(socket.number(), encoded(arena).address(), bytes.length),
          "bind",
          "socket");
    }
  }

  /**
   * A stream connected to this address.
   *
   * @param timeoutMillis how long the other side may take to answer
   * @throws HostException ETIMEDOUT after that time
   */
  public Fd connect(int timeoutMillis) throws HostException {
    Fd socket = create(SOCK_STREAM);
    try {
      socket.setNonBlocking(true);
      try {
        connect(socket);
      } catch (HostException e) {
        if (!e.is(Errno.EINPROGRESS)) {
          throw e;
        }
        finish(socket, timeoutMillis);
      }
      socket.setNonBlocking(false);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  private static void finish(Fd socket, int timeoutMillis) throws HostException {
    if (!Poller.awaitWritable(socket, timeoutMillis)) {
      throw new HostException("connect", "socket", Errno.ETIMEDOUT);
    }
    int error = UnixSocket.intOption(socket, SO_ERROR);
    if (error != 0) {
      throw new HostException("connect", "socket", error);
    }
  }

  /**
   * A socket for datagrams to and from this address only.
   *
   * @param local where they arrive, null for anywhere
   */
  public Fd datagrams(RawAddress local) throws HostException {
    Fd socket = create(SOCK_DGRAM);
    try {
      if (local != null) {
        set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        local.bind(socket);
      }
      connect(socket);
      return socket;
    } catch (HostException e) {
      socket.close();
      throw e;
    }
  }

  private void connect(Fd socket) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      long result;
      do {
        result = Libc.CONNECT.call(socket.number(), encoded(arena).address(), bytes.length);
      } while (Libc.interrupted(result));
      HostException.check(result, "connect", "socket");
    }
  }

  private Fd create(int type) throws HostException {
    long number = Libc.SOCKET.call(family, type | SOCK_CLOEXEC, 0);
    return Fd.adopt((int) HostException.check(number, "create", "socket"));
  }

  private MemorySegment encoded(Arena arena) {
    MemorySegment copy = arena.allocate(bytes.length, 8);
    MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
    return copy;
  }

  /** Sends small pieces at once instead of gathering them; no effect but on TCP. */
  public static void setNoDelay(Fd socket) {
    setIfPossible(socket, IPPROTO_TCP, TCP_NODELAY);
  }

  /** Notices in the end that a silent peer has vanished; no effect but on TCP. */
  public static void setKeepAlive(Fd socket) {
    setIfPossible(socket, SOL_SOCKET, SO_KEEPALIVE);
  }

  private static void setIfPossible(Fd socket, int level, int option) {
    try {
      set(socket, level, option, 1);
    } catch (HostException e) {
      // Not a socket of that kind: there is nothing to set.
    }
  }

  private static void set(Fd socket, int level, int option, int value) throws HostException {
    int fd = socket.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_INT, value);
      HostException.check(
          Libc.SETSOCKOPT.call(new Libc.Arguments(fd, level, option, word.address(), 4, 0)),
          "configure",
          socket.toString());
    } finally {
      socket.letGo();
    }
  }
}
