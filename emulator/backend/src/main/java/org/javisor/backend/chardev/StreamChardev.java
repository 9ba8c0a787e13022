package org.javisor.backend.chardev;

import java.util.List;
import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;

/** A device over descriptors that stay open: standard input and output, a file. */
final class StreamChardev implements Chardev {
  private static final int CAPACITY = 1 << 18;

  private final String id;
  private final String filename;
  private final Optional<Fd> input;
  private final Fd output;
  private final OutputQueue queue;

  /** With {@code input} the device reads too. */
  StreamChardev(String id, String filename, Optional<Fd> input, Fd output) {
    this.id = id;
    this.filename = filename;
    this.input = input;
    this.output = output;
    this.queue = new OutputQueue(id, output, CAPACITY);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void attach(CharFrontend frontend) {
    if (input.isPresent()) {
      Fd source = input.get();
      Thread.ofPlatform()
          .name(id + " input")
          .daemon(true)
          .stackSize(8 << 20)
          .start(() -> read(source, frontend));
    } else {
      frontend.opened();
    }
  }

  private static void read(Fd source, CharFrontend frontend) {
    frontend.opened();
    byte[] buffer = new byte[4096];
    try {
      int length = source.read(buffer, 0, buffer.length);
      while (length > 0) {
        frontend.received(buffer, length, List.of());
        length = source.read(buffer, 0, buffer.length);
      }
    } catch (HostException e) {
      // Treated as the end of input.
    }
    frontend.closed();
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    return queue.offer(data, offset, length);
  }

  @Override
  public void disconnect() {
    // The streams are the process's own.
  }

  @Override
  public String filename() {
    return filename;
  }

  @Override
  public void close() {
    queue.close();
    if (output.number() > 2) {
      output.close();
    }
  }
}
