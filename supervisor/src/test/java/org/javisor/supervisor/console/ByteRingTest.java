package org.javisor.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {
  @Test
  void keepsTheLastBytesWhateverThePieces() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ByteRing ring = new ByteRing(16);
    StringBuilder model = new StringBuilder();
    for (int round = 0; round < 2000; round++) {
      int count = random.nextInt(40);
      StringBuilder piece = new StringBuilder();
      for (int i = 0; i < count; i++) {
        piece.append((char) ('a' + random.nextInt(26)));
      }
      model.append(piece);
      int lost = Math.max(0, model.length() - 16);
      model.delete(0, lost);
      assertEquals(lost, ring.append(bytes(piece.toString()), 0, count), () -> "seed " + seed);
      assertEquals(model.toString(), text(ring.snapshot()), () -> "seed " + seed);
      byte[] taken = new byte[random.nextInt(5)];
      int number = ring.take(taken);
      assertEquals(model.substring(0, number), text(taken).substring(0, number));
      model.delete(0, number);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
