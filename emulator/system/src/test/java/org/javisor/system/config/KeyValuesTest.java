package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The grammar of option arguments. */
class KeyValuesTest {
  @Test
  void onlyTheFirstPartMayLackItsKey() throws ConfigException {
    KeyValues values = KeyValues.parse("virt,usb,nohpet,a=b=c", "type");
    assertEquals("virt", values.require("type"));
    assertTrue(values.flag("usb", false));
    assertFalse(values.flag("hpet", true));
    assertEquals(Optional.of("b=c"), values.take("a"));
    values.end();
  }

  @Test
  void whatIsLeftIsAnErrorThatNamesTheFirst() {
    KeyValues values = KeyValues.parse("z=1,a=2", "");
    assertEquals(
        "Invalid parameter 'z'", assertThrows(ConfigException.class, values::end).getMessage());
  }

  @Test
  void booleansHaveTheirWordsAndNoOthers() throws ConfigException {
    for (String word : new String[] {"on", "yes", "true", "y"}) {
      assertTrue(KeyValues.parse("a=" + word, "").flag("a", false), word);
    }
    for (String word : new String[] {"off", "no", "false", "n"}) {
      assertFalse(KeyValues.parse("a=" + word, "").flag("a", true), word);
    }
    for (String word : new String[] {"", "ON", "1", "0", "maybe"}) {
      KeyValues values = KeyValues.parse("a=" + word, "");
      assertThrows(ConfigException.class, () -> values.flag("a", true), word);
    }
    assertTrue(KeyValues.parse("", "").flag("a", true));
  }

  @Test
  void anyTextIsAValueOnceItsCommasAreDoubled() throws ConfigException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = ",=ab -";
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(10); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String escaped = text.toString().replace(",", ",,");
      KeyValues values = KeyValues.parse("k=" + escaped + ",l=1", "");
      assertEquals(text.toString(), values.require("k"), "seed " + seed);
      assertEquals("1", values.require("l"));
      values.end();
    }
  }
}
