package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.EventFd;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;

/**
 * Descriptors that are not a socket: files, pipes, terminals. They may be shared with other
 * processes, so they stay blocking and every step is preceded by a look.
 */
final class StreamLink implements Link {
  /** What a pipe takes without waiting once it takes anything. */
  private static final int PIECE = 4096;

  private final Optional<Fd> input;
  private final Optional<Fd> output;
  private final EventFd readerWake;
  private final EventFd stop = EventFd.create();
  private final Runnable closer;

  /**
   * @param readerWake ends a wait for input
   * @param closer what closing does
   */
  StreamLink(Optional<Fd> input, Optional<Fd> output, EventFd readerWake, Runnable closer)
      throws HostException {
    this.input = input;
    this.output = output;
    this.readerWake = readerWake;
    this.closer = closer;
  }

  /** As {@link Link#receive}; 0 when there was only something to look at again. */
  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    Fd source = input.orElseThrow();
    if (Poller.await(source, Poller.Interest.READ, readerWake, -1).isEmpty()) {
      boolean _ = readerWake.lower();
      return 0;
    }
    return source.read(buffer, 0, buffer.length);
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    if (output.isEmpty()) {
      return;
    }
    Fd target = output.get();
    int done = 0;
    while (done < length) {
      if (Poller.await(target, Poller.Interest.WRITE, stop, -1).isEmpty()) {
        return; // Stopped.
      }
      done += target.write(data, offset + done, Math.min(PIECE, length - done));
    }
  }

  @Override
  public void abort() {
    try {
      stop.raise();
    } catch (HostException e) {
      // Closed already.
    }
  }

  @Override
  public void close() {
    stop.close();
    closer.run();
  }
}
