package org.javisor.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.terminal.PseudoTerminal;
import org.javisor.host.terminal.Terminal;
import org.javisor.supervisor.api.ConsoleSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a real pseudo-terminal. */
@Timeout(20)
class UserTerminalTest {
  @Test
  void rawModePassesControlCharactersAndIsUndone() throws IOException {
    try (PseudoTerminal pseudo = PseudoTerminal.open();
        Fd keyboard = Fd.open(pseudo.path(), AccessMode.READ_WRITE, OpenFlag.NOCTTY)) {
      UserTerminal terminal = UserTerminal.of(keyboard, keyboard);
      assertTrue(terminal.interactive());
      try (UserTerminal.Raw _ = terminal.raw()) {
        pseudo.master().writeFully(bytes("\u0003\u001a"));
        assertEquals("\u0003\u001a", read(keyboard, 2));
      }
      pseudo.master().writeFully(bytes("x\n"));
      assertEquals("x\n", read(keyboard, 2));
      assertEquals("x\r\n", read(pseudo.master(), 3)); // the echo is back
    }
  }

  @Test
  void sizeIsTheWindows() throws IOException {
    try (PseudoTerminal pseudo = PseudoTerminal.open();
        Fd keyboard = Fd.open(pseudo.path(), AccessMode.READ_WRITE, OpenFlag.NOCTTY)) {
      Terminal.setWindowSize(pseudo.master(), new Terminal.WindowSize(40, 120));
      assertEquals(new ConsoleSize(120, 40), UserTerminal.of(keyboard, keyboard).size());
    }
  }

  @Test
  void whatIsNotATerminalIsLeftAlone() throws IOException {
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      UserTerminal terminal = UserTerminal.of(nothing, nothing);
      assertFalse(terminal.interactive());
      assertEquals(ConsoleSize.UNKNOWN, terminal.size());
      try (UserTerminal.Raw raw = terminal.raw()) {
        assertTrue(raw != null);
      }
    }
  }

  @Test
  void escapeIsFoundAnywhereInAChunk() {
    assertEquals(2, ConsoleSession.indexOfEscape(new byte[] {'a', 'b', 0x1d, 'c'}, 4));
    assertEquals(-1, ConsoleSession.indexOfEscape(new byte[] {'a', 0x1d}, 1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String read(Fd source, int count) throws IOException {
    byte[] buffer = new byte[count];
    int done = 0;
    while (done < count) {
      done += source.read(buffer, done, count - done);
    }
    return new String(buffer, StandardCharsets.US_ASCII);
  }
}
