package org.javisor.supervisor.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A machine's console as a byte stream. One reader and one writer. */
public final class ConsoleStream implements AutoCloseable {
  private final SocketChannel socket;
  private final ByteBuffer early;

  ConsoleStream(SocketChannel socket, byte[] early) {
    this.socket = socket;
    this.early = ByteBuffer.wrap(early);
  }

  /** Waits for output; -1 when the run has ended or the stream was closed by the daemon. */
  public int read(byte[] target) throws IOException {
    if (early.hasRemaining()) {
      int count = Math.min(early.remaining(), target.length);
      early.get(target, 0, count);
      return count;
    }
    return socket.read(ByteBuffer.wrap(target));
  }

  /** Types into the guest. */
  public void write(byte[] source, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(source, 0, count);
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
