package org.javisor.host.fd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javisor.host.HostException;

/**
 * Locks on bytes of a file that belong to the open file, not to the process: all descriptors of one
 * opening share them, and they end when the last of these is closed.
 */
public final class ByteLocks {
  private static final long REQUEST_BYTES = 32;
  private static final long START_OFFSET = 8;
  private static final long LENGTH_OFFSET = 16;

  private enum Kind {
    SHARED,
    EXCLUSIVE,
    NONE
  }

  /** Bytes of a file; a length of 0 reaches to its end. */
  private record Range(long start, long length) {}

  private ByteLocks() {}

  /** Locks the whole file for writing; EAGAIN when somebody else has any part of it locked. */
  static void lockWhole(Fd file) throws HostException {
    ask(file, FdControl.OFD_SETLK, Kind.EXCLUSIVE, new Range(0, 0));
  }

  /**
   * Locks one byte together with others that share it.
   *
   * @throws HostException EAGAIN when somebody has it for itself
   */
  public static void share(Fd file, long position) throws HostException {
    ask(file, FdControl.OFD_SETLK, Kind.SHARED, new Range(position, 1));
  }

  /** Gives up what this open file has locked of one byte. */
  public static void release(Fd file, long position) throws HostException {
    ask(file, FdControl.OFD_SETLK, Kind.NONE, new Range(position, 1));
  }

  /** Whether another open file has the byte locked in any way. */
  public static boolean isHeldElsewhere(Fd file, long position) throws HostException {
    return ask(file, FdControl.OFD_GETLK, Kind.EXCLUSIVE, new Range(position, 1)) != Kind.NONE;
  }

  /** The answer's kind: what stands in the way if the command is a question. */
  private static Kind ask(Fd file, FdControl command, Kind kind, Range range) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
      request.set(ValueLayout.JAVA_SHORT, 0, (short) kind.ordinal());
      request.set(ValueLayout.JAVA_LONG, START_OFFSET, range.start());
      request.set(ValueLayout.JAVA_LONG, LENGTH_OFFSET, range.length());
      file.control(command, request.address(), "lock");
      return Kind.values()[request.get(ValueLayout.JAVA_SHORT, 0)];
    }
  }
}
