package org.javisor.host.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/**
 * A one-way byte stream.
 *
 * @param readEnd reports the end of file once all write ends are closed
 * @param writeEnd fails with EPIPE once all read ends are closed
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;

  /** A new pipe, both ends with close-on-exec. */
  public static Pipe open() throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      HostException.check(Libc.PIPE2.call(ends.address(), O_CLOEXEC), "create", "pipe");
      return new Pipe(
          Fd.adopt(ends.getAtIndex(JAVA_INT, 0)), Fd.adopt(ends.getAtIndex(JAVA_INT, 1)));
    }
  }

  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
