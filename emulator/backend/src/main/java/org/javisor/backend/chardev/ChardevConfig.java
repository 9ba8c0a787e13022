package org.javisor.backend.chardev;

import java.util.List;
import java.util.Optional;

/** What kind of character device to open. */
public sealed interface ChardevConfig {
  Common common();

  /** Its name. */
  default String id() {
    return common().id();
  }

  /**
   * What every kind has.
   *
   * @param logfile gets a copy of what the device sends
   * @param logAppend whether to keep what the log file holds
   */
  record Common(String id, Optional<String> logfile, boolean logAppend) {
    /** Just a name. */
    public static Common named(String id) {
      return new Common(id, Optional.empty(), false);
    }
  }

  /** Discards what it gets. */
  record Null(Common common) implements ChardevConfig {}

  /** A text screen; there is no display, so it is written to in vain. */
  record Screen(Common common) implements ChardevConfig {}

  /**
   * This process's standard input and output.
   *
   * @param signals whether keys like Ctrl-C end the emulator
   */
  record Stdio(Common common, boolean signals) implements ChardevConfig {}

  /**
   * A file that output is written to, from its beginning or, with {@code append}, its end.
   *
   * @param input a file that is read
   */
  record File(Common common, String path, Optional<String> input, boolean append)
      implements ChardevConfig {}

  /** The named pipes {@code path.in} and {@code path.out}, or one for both directions. */
  record Pipe(Common common, String path) implements ChardevConfig {}

  /**
   * A pseudo-terminal.
   *
   * @param link a symbolic link to make to it
   */
  record Pty(Common common, Optional<String> link) implements ChardevConfig {}

  /** A serial line of the host. */
  record Line(Common common, String path) implements ChardevConfig {}

  /**
   * Memory with the newest output.
   *
   * @param size a power of two
   */
  record Ringbuf(Common common, long size) implements ChardevConfig {}

  /** Datagrams. */
  record Udp(Common common, SocketTarget remote, Optional<SocketTarget> local)
      implements ChardevConfig {}

  /** Several users for the device {@code chardev}. */
  record Mux(Common common, String chardev) implements ChardevConfig {}

  /** One user for the devices {@code chardevs}. */
  record Hub(Common common, List<String> chardevs) implements ChardevConfig {
    /** Keeps a copy of the names. */
    public Hub {
      chardevs = List.copyOf(chardevs);
    }
  }

  /** A stream socket. */
  record Socket(Common common, SocketTarget target, SocketOptions options)
      implements ChardevConfig {}
}
