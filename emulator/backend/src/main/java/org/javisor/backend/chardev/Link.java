package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import org.javisor.host.fd.Fd;

/**
 * One connection's bytes in both directions: one thread receives, another sends. Layers wrap each
 * other: a descriptor, TLS, WebSocket, telnet.
 */
interface Link extends AutoCloseable {
  /**
   * Waits for bytes.
   *
   * @param descriptors gets those that came along, the caller's to close
   * @return how many; -1 at the end
   */
  int receive(byte[] buffer, List<Fd> descriptors) throws IOException;

  /** Sends all, waiting as long as that takes. */
  void send(byte[] data, int offset, int length) throws IOException;

  /** Sends what can be sent at once, perhaps nothing. */
  default int sendNow(byte[] data, int offset, int length) throws IOException {
    return 0;
  }

  /** Whether received bytes are here already, so that waiting for the descriptor would be wrong. */
  default boolean hasMore() {
    return false;
  }

  /** Says goodbye, where the protocol has a word for it. */
  default void finish() {}

  /** Makes both threads return. Any thread, at any time. */
  void abort();

  @Override
  void close();
}
