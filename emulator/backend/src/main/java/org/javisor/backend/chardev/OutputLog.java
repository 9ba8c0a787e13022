package org.javisor.backend.chardev;

import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.EventFd;

/** A file that gets a copy of everything a device sends. */
final class OutputLog implements AutoCloseable {
  private final Link file;
  private final OutputQueue queue;

  OutputLog(HostFile opened) throws HostException {
    EventFd unused = EventFd.create();
    this.file =
        new StreamLink(
            Optional.empty(),
            Optional.of(opened.fd()),
            unused,
            () -> {
              unused.close();
              opened.close();
            });
    this.queue = new OutputQueue("log", file, () -> {});
  }

  void write(byte[] data, int offset, int length) {
    boolean _ = queue.offer(data, offset, length);
  }

  @Override
  public void close() {
    queue.close();
    file.abort();
    file.close();
  }
}
