package org.javisor.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StderrTailTest {
  @Test
  void onlyTheEndOfALongStreamIsKept() {
    StderrTail tail = new StderrTail();
    byte[] line = "0123456789\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 100_000; i++) {
      tail.append(line, line.length);
    }
    tail.append("end".getBytes(StandardCharsets.US_ASCII), 3);
    assertEquals(StderrTail.CAP, tail.text().length());
    assertTrue(tail.text().endsWith("0123456789\nend"));
  }

  @Test
  void controlCharactersBecomeQuestionMarks() {
    StderrTail tail = new StderrTail();
    tail.append(new byte[] {'a', 0x1b, '\n', 7}, 4);
    assertEquals("a?\n?", tail.text());
  }

  @Test
  void sentenceCarriesTheLastLineOnlyWhenItWentWrong() {
    assertEquals(
        "the emulator exited with status 1: bad option",
        new EmulatorExit(1, 0, "first\nbad option\n").sentence());
    assertEquals(
        "the emulator exited with status 0", new EmulatorExit(0, 0, "chatter\n").sentence());
    assertEquals(
        "the emulator was killed by signal 9 (SIGKILL)", new EmulatorExit(-1, 9, "x").sentence());
  }
}
