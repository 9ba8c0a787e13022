package org.javisor.supervisor.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.supervisor.main.Options.Action;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void optionsAreRead() {
    assertEquals(new Options(Action.SERVE, false, false, 0), Options.parse());
    assertEquals(
        new Options(Action.SERVE, true, true, 9),
        Options.parse("--idle-exit", "9", "--foreground", "--on-demand"));
    assertEquals(Action.SHOW_HELP, Options.parse("--help").action());
    assertEquals(Action.SHOW_VERSION, Options.parse("--version").action());
  }

  @Test
  void whatIsWrongIsNamed() {
    for (String[] wrong : new String[][] {{"--idle-exit"}, {"--idle-exit", "0"}, {"--idle"}}) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> Options.parse(wrong));
      assertTrue(refusal.getMessage().contains("'" + wrong[0] + "'"), refusal.getMessage());
    }
  }
}
