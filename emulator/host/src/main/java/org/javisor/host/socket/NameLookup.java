package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.javisor.host.libc.Libc;
import org.javisor.host.memory.RawMemory;

/** Names and numbers of hosts and services to addresses, as the system resolves them. */
public final class NameLookup {
  // struct addrinfo: flags 0, family 4, socktype 8, protocol 12, addrlen 16, addr 24, next 40
  private static final long INFO_BYTES = 48;
  private static final long FAMILY = 4;
  private static final long TYPE = 8;
  private static final long LENGTH = 16;
  private static final long ADDRESS = 24;
  private static final long NEXT = 40;
  private static final int AI_PASSIVE = 1;
  private static final int MAX_REASON = 200;

  private NameLookup() {}

  /** Which IP versions may be found. */
  public enum Version {
    ANY(0),
    V4(RawAddress.AF_INET),
    V6(RawAddress.AF_INET6);

    private final int family;

    Version(int family) {
      this.family = family;
    }
  }

  /** The name or the service is unknown; the message is the system's reason. */
  public static final class UnknownException extends Exception {
    UnknownException(String reason) {
      super(reason);
    }
  }

  /** Every address for the host and port, best first. */
  public static List<RawAddress> find(Query query) throws UnknownException {
    if (query.host.indexOf('\0') >= 0 || query.port.indexOf('\0') >= 0) {
      throw new UnknownException("Name or service not known");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hints = arena.allocate(INFO_BYTES, 8);
      hints.set(JAVA_INT, 0, query.passive ? AI_PASSIVE : 0);
      hints.set(JAVA_INT, FAMILY, query.version.family);
      hints.set(JAVA_INT, TYPE, query.stream ? 1 : 2);
      MemorySegment found = arena.allocate(JAVA_LONG);
      long host = query.host.isEmpty() ? 0 : Libc.string(arena, query.host);
      long result =
          Libc.GETADDRINFO.call(
              host, Libc.string(arena, query.port), hints.address(), found.address());
      if (result != 0) {
        throw new UnknownException(reason(result));
      }
      long first = found.get(JAVA_LONG, 0);
      List<RawAddress> all = new ArrayList<>();
      for (long at = first; at != 0; at = RawMemory.getLong(at + NEXT)) {
        byte[] bytes = new byte[RawMemory.getInt(at + LENGTH)];
        RawMemory.copyOut(RawMemory.getLong(at + ADDRESS), bytes, 0, bytes.length);
        all.add(new RawAddress(RawMemory.getInt(at + FAMILY), bytes));
      }
      long _ = Libc.FREEADDRINFO.call(first);
      return all;
    }
  }

  /**
   * What is looked for.
   *
   * @param host empty for any address of this host, or this host when connecting
   * @param port a number or a service's name
   * @param stream for streams, otherwise datagrams
   * @param passive to bind to, otherwise to connect to
   */
  public record Query(String host, String port, Version version, boolean stream, boolean passive) {}

  private static String reason(long code) {
    long text = Libc.GAI_STRERROR.call(code);
    StringBuilder reason = new StringBuilder();
    for (int i = 0; i < MAX_REASON && RawMemory.getByte(text + i) != 0; i++) {
      reason.append((char) (RawMemory.getByte(text + i) & 0x7F));
    }
    return reason.toString();
  }
}
