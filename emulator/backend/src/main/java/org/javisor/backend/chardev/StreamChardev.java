package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A device over something that is simply there: standard streams, files, pipes, datagrams. */
final class StreamChardev extends BackendChardev {
  private static final int BUFFER = 4096;
  private static final long STACK_BYTES = 8 << 20;

  private final String filename;
  private final Link link;
  private final OutputQueue queue;

  /**
   * What a stream is made of, besides the base.
   *
   * @param reads whether there is input at all
   */
  record Stream(String filename, Link link, boolean reads) {}

  StreamChardev(Base base, Stream stream) {
    super(base);
    this.filename = stream.filename;
    this.link = stream.link;
    this.queue = new OutputQueue(base.id(), link, slot()::writable);
    slot().opened();
    if (stream.reads) {
      Thread.ofPlatform().name(id()).daemon(true).stackSize(STACK_BYTES).start(this::serve);
    }
  }

  private void serve() {
    try {
      read();
    } catch (IOException e) {
      // Treated as the end of input.
    }
    slot().closed();
  }

  private void read() throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int room = slot().awaitRoom(Optional.empty());
      if (room == 0) {
        return;
      }
      byte[] target = room >= BUFFER ? buffer : new byte[room];
      int length = link.receive(target, List.of());
      if (length < 0) {
        return;
      }
      if (length > 0) {
        slot().deliver(target, length, List.of());
      }
    }
  }

  @Override
  boolean send(byte[] data, int offset, int length) {
    return queue.offer(data, offset, length);
  }

  @Override
  public boolean ready() {
    return queue.ready();
  }

  @Override
  public String filename() {
    return filename;
  }

  @Override
  void end() {
    queue.close();
    link.abort();
    slot().end();
    link.close();
    slot().release();
  }
}
