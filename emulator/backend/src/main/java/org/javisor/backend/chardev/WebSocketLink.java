package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import org.javisor.host.fd.Fd;

/** The serving side of WebSocket over another link; every message is some bytes of the stream. */
final class WebSocketLink implements Link {
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX_CONTROL = 125;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int UNSUPPORTED = 1003;

  private final Link inner;
  private final LinkReader input;
  private final Object sending = new Object();

  // The message that is being received.
  private final byte[] mask = new byte[4];
  private long left;
  private int maskAt;
  private boolean closed;

  /**
   * @param input reads {@code inner}, just behind the handshake
   */
  private WebSocketLink(Link inner, LinkReader input) {
    this.inner = inner;
    this.input = input;
  }

  /** Waits for the client's handshake and answers it. */
  static WebSocketLink accept(Link inner) throws IOException {
    LinkReader input = new LinkReader(inner);
    try {
      byte[] answer = WebSocketHandshake.answer(input);
      inner.send(answer, 0, answer.length);
    } catch (WebSocketHandshake.RefusedException e) {
      inner.send(e.answer(), 0, e.answer().length);
      throw e;
    }
    return new WebSocketLink(inner, input);
  }

  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    while (left == 0) {
      if (!nextMessage()) {
        return -1;
      }
    }
    int length = input.read(buffer, 0, (int) Math.min(left, buffer.length));
    for (int i = 0; i < length; i++) {
      buffer[i] ^= mask[maskAt++ & 3];
    }
    left -= Math.max(0, length);
    return length;
  }

  /** Reads the head of the next frame with data, and whole frames without. */
  private boolean nextMessage() throws IOException {
    int first = input.readByte();
    if (first < 0 || closed) {
      return false;
    }
    int operation = first & 15;
    int second = input.need();
    long length = length(second & 0x7F);
    if ((first & 0x70) != 0 || (second & MASKED) == 0 || length < 0) {
      return fail(PROTOCOL_ERROR);
    }
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) input.need();
    }
    maskAt = 0;
    if (operation == BINARY || operation == CONTINUATION) {
      left = length;
      return true;
    }
    if (operation < CLOSE) {
      return fail(UNSUPPORTED);
    }
    return length <= MAX_CONTROL && (first & FINAL) != 0
        ? control(operation, (int) length)
        : fail(PROTOCOL_ERROR);
  }

  private long length(int code) throws IOException {
    int bytes = code == 126 ? 2 : code == 127 ? 8 : 0;
    long length = bytes == 0 ? code : 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | input.need();
    }
    return length;
  }

  private boolean control(int operation, int length) throws IOException {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (input.need() ^ mask[i & 3]);
    }
    switch (operation) {
      case PING -> frame(PONG, payload, 0, length);
      case CLOSE -> {
        closed = true;
        frame(CLOSE, payload, 0, length);
        return false;
      }
      default -> {
        // An answer that we did not ask for.
      }
    }
    return true;
  }

  private boolean fail(int code) throws IOException {
    closed = true;
    frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, 0, 2);
    return false;
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    frame(BINARY, data, offset, length);
  }

  private void frame(int operation, byte[] data, int offset, int length) throws IOException {
    int head = length <= MAX_CONTROL ? 2 : length < 1 << 16 ? 4 : 10;
    byte[] frame = new byte[head + length];
    frame[0] = (byte) (FINAL | operation);
    if (head == 2) {
      frame[1] = (byte) length;
    } else {
      frame[1] = (byte) (head == 4 ? 126 : 127);
      for (int i = 0; i < head - 2; i++) {
        int shift = 8 * (head - 3 - i);
        frame[2 + i] = (byte) (shift > 24 ? 0 : length >>> shift);
      }
    }
    System.arraycopy(data, offset, frame, head, length);
    synchronized (sending) {
      inner.send(frame, 0, frame.length);
    }
  }

  @Override
  public boolean hasMore() {
    return input.hasMore();
  }

  @Override
  public void finish() {
    try {
      frame(CLOSE, new byte[] {(byte) (1000 >> 8), (byte) 1000}, 0, 2);
    } catch (IOException e) {
      // The client has left already.
    }
    inner.finish();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public void close() {
    inner.close();
  }
}
