package org.javisor.host.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/** This process itself. */
public final class OwnProcess {
  private OwnProcess() {}

  /** Its number. */
  public static int id() {
    return (int) Libc.GETPID.call();
  }

  /** The host's number of the calling thread. */
  public static int threadId() {
    return (int) Libc.GETTID.call();
  }

  /** What a process calls itself: its first argument; empty when it is gone. */
  public static String nameOf(int process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + process + "/cmdline"));
      int end = 0;
      while (end < line.length && line[end] != 0) {
        end++;
      }
      return new String(line, 0, end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }

  /** Goes to the root of the file system, so that no other one is kept in use. */
  public static void leaveFolder() throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      HostException.check(Libc.CHDIR.call(Libc.string(arena, "/")), "change to directory", "'/'");
    }
  }

  /**
   * Puts the null device in place of the standard streams.
   *
   * @param errors of standard error, too
   */
  public static void dropStandardStreams(boolean errors) throws HostException {
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      for (int stream = 0; stream <= (errors ? 2 : 1); stream++) {
        HostException.check(
            Libc.DUP2.call(nothing.number(), stream), "replace", "descriptor " + stream);
      }
    }
  }
}
