package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javisor.host.Errno;
import org.javisor.host.HostException;

/**
 * Where a unix socket is.
 *
 * @param name the path, the abstract name without its leading NUL, or empty
 */
public record UnixAddress(Kind kind, String name) {
  /** How the name is to be read. */
  public enum Kind {
    PATH,
    ABSTRACT,
    UNNAMED
  }

  /** Most bytes of a path, its terminating NUL not counted. */
  public static final int MAX_PATH_BYTES = 107;

  static final int AF_UNIX = 1;
  static final long STRUCT_BYTES = 110;
  private static final int NAME_OFFSET = 2;

  /** A sockaddr_un of {@link #STRUCT_BYTES} for a path. */
  static MemorySegment encode(Path path, Arena arena, String operation) throws HostException {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PATH_BYTES) {
      throw new HostException(
          operation,
          "'" + path + "'",
          Errno.ENAMETOOLONG.number(),
          "the path of a socket must have 1 to "
              + MAX_PATH_BYTES
              + " bytes, this one has "
              + bytes.length);
    }
    MemorySegment address = arena.allocate(STRUCT_BYTES, 8);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, NAME_OFFSET, bytes.length);
    return address;
  }

  /** A sockaddr_un for a name that is not a path; its length says how much of it counts. */
  static MemorySegment encodeAbstract(String name, boolean tight, Arena arena)
      throws HostException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PATH_BYTES) {
      throw new HostException("use", "abstract name", Errno.ENAMETOOLONG);
    }
    MemorySegment address = arena.allocate(STRUCT_BYTES, 8);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, NAME_OFFSET + 1, bytes.length);
    return tight ? address.asSlice(0, NAME_OFFSET + 1 + bytes.length) : address;
  }

  /** Reads a sockaddr_un of which the system filled {@code length} bytes. */
  static UnixAddress decode(MemorySegment address, int length) {
    int bytes = (int) Math.min(length, STRUCT_BYTES) - NAME_OFFSET;
    if (bytes <= 0) {
      return new UnixAddress(Kind.UNNAMED, "");
    }
    byte[] name = new byte[bytes];
    MemorySegment.copy(address, JAVA_BYTE, NAME_OFFSET, name, 0, bytes);
    if (name[0] == 0) {
      return new UnixAddress(Kind.ABSTRACT, new String(name, 1, bytes - 1, StandardCharsets.UTF_8));
    }
    int end = 0;
    while (end < bytes && name[end] != 0) {
      end++;
    }
    return new UnixAddress(Kind.PATH, new String(name, 0, end, StandardCharsets.UTF_8));
  }
}
