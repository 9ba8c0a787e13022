package org.javisor.qmp.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.Fd;

/**
 * How a command is executed.
 *
 * @param deadline how long to wait for the answer; for ever if empty
 * @param fds descriptors to pass; the caller's to close afterwards
 */
public record QmpOptions(Optional<Duration> deadline, List<Fd> fds) {
  /** Waits for ever, passes nothing. */
  public static final QmpOptions NONE = new QmpOptions(Optional.empty(), List.of());

  /** Waits for so long, passes nothing. */
  public static QmpOptions within(Duration deadline) {
    return new QmpOptions(Optional.of(deadline), List.of());
  }

  /** The same, with a descriptor to pass. */
  public QmpOptions passing(Fd fd) {
    return new QmpOptions(deadline, List.of(fd));
  }
}
