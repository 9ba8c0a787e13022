package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/** Where one end of a socket is, for any family. */
public sealed interface SocketName {
  /** Of the unix domain. */
  record Unix(UnixAddress address) implements SocketName {}

  /**
   * Of TCP or UDP.
   *
   * @param host the number as text
   */
  record Inet(String host, int port, boolean version6) implements SocketName {}

  /** Between virtual machines and their host; the numbers are unsigned. */
  record Vsock(int cid, int port) implements SocketName {}

  /** Of a family that we do not know. */
  record Other(int family) implements SocketName {}

  /** Where this end is bound. */
  static SocketName local(Fd socket) throws HostException {
    return name(Libc.GETSOCKNAME, socket);
  }

  /** Where the other end is bound. */
  static SocketName peer(Fd socket) throws HostException {
    return name(Libc.GETPEERNAME, socket);
  }

  private static SocketName name(Libc function, Fd socket) throws HostException {
    int fd = socket.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(128, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 128);
      HostException.check(
          function.call(fd, address.address(), length.address()), "query", socket.toString());
      return decode(arena, address, length.get(JAVA_INT, 0));
    } finally {
      socket.letGo();
    }
  }

  private static SocketName decode(Arena arena, MemorySegment address, int length) {
    int family = address.get(JAVA_SHORT, 0);
    return switch (family) {
      case UnixAddress.AF_UNIX -> new Unix(UnixAddress.decode(address, length));
      case RawAddress.AF_INET ->
          new Inet(text(arena, family, address.asSlice(4, 4)), port(address), false);
      case RawAddress.AF_INET6 ->
          new Inet(text(arena, family, address.asSlice(8, 16)), port(address), true);
      case RawAddress.AF_VSOCK -> new Vsock(address.get(JAVA_INT, 8), address.get(JAVA_INT, 4));
      default -> new Other(family);
    };
  }

  private static int port(MemorySegment address) {
    return (address.get(JAVA_BYTE, 2) & 0xFF) << 8 | address.get(JAVA_BYTE, 3) & 0xFF;
  }

  private static String text(Arena arena, int family, MemorySegment number) {
    MemorySegment text = arena.allocate(64);
    long _ = Libc.INET_NTOP.call(family, number.address(), text.address(), 64);
    return text.getString(0);
  }
}
