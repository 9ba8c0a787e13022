package org.javisor.engine.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DecodeTreeTest {
  @Test
  void theMoreSpecificPatternWins() {
    DecodeTree tree = DecodeTree.of(new String[] {"000 . ..... ..... 01", "000 0 00000 00000 01"});
    assertEquals(1, tree.find(0x0001));
    assertEquals(0, tree.find(0x0005));
    assertEquals(DecodeTree.NONE, tree.find(0x0002));
  }

  @Test
  void patternsThatOverlapWithoutNestingAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> DecodeTree.of(new String[] {"1... .... .... ....", ".1.. .... .... ...."}));
  }

  @Test
  void malformedPatternsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> DecodeTree.of(new String[] {"01x"}));
    assertThrows(IllegalArgumentException.class, () -> DecodeTree.of(new String[] {"0101"}));
  }

  @Test
  void theTreeFindsWhatALinearSearchFinds() {
    long seed = 7;
    Random random = new Random(seed);
    String[] patterns = new String[64];
    for (int i = 0; i < patterns.length; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 5; bit >= 0; bit--) {
        text.append(i >>> bit & 1);
      }
      for (int bit = 0; bit < 26; bit++) {
        text.append(bit % 5 == 0 && random.nextBoolean() ? '1' : '.');
      }
      patterns[i] = text.toString();
    }
    DecodeTree tree = DecodeTree.of(patterns);
    for (int i = 0; i < 100_000; i++) {
      int bits = random.nextInt();
      int expected = DecodeTree.NONE;
      for (int row = 0; row < patterns.length; row++) {
        if ((bits & tree.mask(row)) == tree.value(row)) {
          expected = row;
        }
      }
      assertEquals(
          expected, tree.find(bits), () -> "seed " + seed + " bits " + Integer.toHexString(bits));
    }
  }
}
