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
 * @param outOfBand whether to overtake commands that are not answered yet; the connection must have
 *     enabled it, and the command allow it
 */
public record QmpOptions(Optional<Duration> deadline, List<Fd> fds, boolean outOfBand) {
  /** Waits for ever, passes nothing. */
  public static final QmpOptions NONE = new QmpOptions(Optional.empty(), List.of(), false);

  /** Waits for so long, passes nothing. */
  public static QmpOptions within(Duration deadline) {
    return new QmpOptions(Optional.of(deadline), List.of(), false);
  }

  /** The same, with a descriptor to pass. */
  public QmpOptions passing(Fd fd) {
    return new QmpOptions(deadline, List.of(fd), outOfBand);
  }

  /** The same, overtaking other commands. */
  public QmpOptions overtaking() {
    return new QmpOptions(deadline, fds, true);
  }
}
