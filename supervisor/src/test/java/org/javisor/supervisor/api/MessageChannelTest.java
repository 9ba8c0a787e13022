package org.javisor.supervisor.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageChannelTest {
  @Test
  void messagesMayArriveInAnyPieces() throws Exception {
    for (int piece = 1; piece < 20; piece++) {
      MessageChannel channel = new MessageChannel(new Pieces("{\"a\":1}\0{\"b\":\"x\"}\0", piece));
      assertEquals(Optional.of(new JsonObject().put("a", 1)), channel.read());
      assertEquals(Optional.of(new JsonObject().put("b", "x")), channel.read());
      assertEquals(Optional.empty(), channel.read());
    }
  }

  @Test
  void bytesBehindAMessageAreKeptForTheStream() throws Exception {
    MessageChannel channel = new MessageChannel(new Pieces("{}\0raw", 100));
    assertEquals(Optional.of(new JsonObject()), channel.read());
    assertArrayEquals("raw".getBytes(StandardCharsets.US_ASCII), channel.takeBuffered());
  }

  @Test
  void closeInsideAMessageIsAnError() {
    MessageChannel channel = new MessageChannel(new Pieces("{\"a\"", 100));
    assertThrows(BadMessageException.class, channel::read);
  }

  @Test
  void endlessMessageIsRefusedInBoundedMemory() {
    MessageChannel channel =
        new MessageChannel(new Pieces("x".repeat(MessageChannel.MAX_MESSAGE + 1), 8192));
    assertThrows(BadMessageException.class, channel::read);
  }

  /** A peer that sends its text in pieces of a given length and then closes. */
  private static final class Pieces implements ByteChannel {
    private final byte[] text;
    private final int piece;
    private int sent;

    Pieces(String text, int piece) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
      this.piece = piece;
    }

    @Override
    public int read(ByteBuffer target) {
      int count = Math.min(Math.min(piece, target.remaining()), text.length - sent);
      target.put(text, sent, count);
      sent += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      throw new IOException("this peer only sends");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      sent = text.length;
    }
  }
}
