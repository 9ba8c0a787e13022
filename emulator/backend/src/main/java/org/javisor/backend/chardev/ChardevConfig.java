package org.javisor.backend.chardev;

import java.nio.file.Path;
import java.util.Optional;
import org.javisor.host.fd.Fd;

/** What kind of character device to open. */
public sealed interface ChardevConfig {
  String id();

  /** Discards what it gets. */
  record Null(String id) implements ChardevConfig {}

  /** This process's standard input and output. */
  record Stdio(String id) implements ChardevConfig {}

  /** A file that output is written to, from its beginning or, with {@code append}, its end. */
  record File(String id, Path path, boolean append) implements ChardevConfig {}

  /**
   * A unix socket.
   *
   * @param path to bind or connect to; absent when a descriptor is given
   * @param passed an inherited or received socket, owned by the device from now on
   * @param server whether to wait for clients
   * @param await whether opening waits for the first client
   */
  record Socket(String id, Optional<Path> path, Optional<Fd> passed, boolean server, boolean await)
      implements ChardevConfig {}
}
