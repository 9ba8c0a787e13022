package org.javisor.supervisor.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Optional;

/** JSON messages, each ended by a NUL byte, on a byte channel. One reader and one writer. */
public final class MessageChannel {
  /** The longest message that is read, in bytes. */
  public static final int MAX_MESSAGE = 1 << 20;

  private final ByteChannel channel;
  private final ByteBuffer input = ByteBuffer.allocate(16 * 1024).flip();

  /** Starts with an empty buffer. */
  public MessageChannel(ByteChannel channel) {
    this.channel = channel;
  }

  /**
   * The next message, or empty when the peer has closed between two messages.
   *
   * @throws BadMessageException for a message that is too long, cut off, or not a JSON object
   */
  public Optional<JsonObject> read() throws IOException, BadMessageException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      while (input.hasRemaining()) {
        byte next = input.get();
        if (next == 0) {
          return Optional.of(Json.parse(message.toByteArray()));
        }
        if (message.size() == MAX_MESSAGE) {
          throw new BadMessageException("message is longer than " + MAX_MESSAGE + " bytes");
        }
        message.write(next);
      }
      input.clear();
      int count = channel.read(input);
      input.flip();
      if (count < 0) {
        if (message.size() > 0) {
          throw new BadMessageException("connection was closed in the middle of a message");
        }
        return Optional.empty();
      }
    }
  }

  /** Sends one message. */
  public void write(JsonObject message) throws IOException {
    byte[] text = Json.bytes(message);
    ByteBuffer out = ByteBuffer.allocate(text.length + 1).put(text).put((byte) 0).flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Bytes that were received after the last message: the begin of an upgraded stream. */
  public byte[] takeBuffered() {
    byte[] rest = new byte[input.remaining()];
    input.get(rest);
    return rest;
  }
}
