package org.javisor.host.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private PseudoTerminal pseudo;
  private Fd terminal;

  @BeforeEach
  void open() throws IOException {
    pseudo = PseudoTerminal.open();
    terminal = Fd.open(pseudo.path(), AccessMode.READ_WRITE, OpenFlag.NOCTTY);
  }

  @AfterEach
  void close() {
    terminal.close();
    pseudo.close();
  }

  /** What the other side sees after a program writes {@code text} to the terminal. */
  private String shown(String text) throws IOException {
    terminal.writeFully(text.getBytes(UTF_8));
    byte[] seen = new byte[100];
    return new String(seen, 0, pseudo.master().read(seen, 0, seen.length), UTF_8);
  }

  @Test
  void rawModePassesBytesThroughAndIsRestored() throws IOException {
    assertEquals("a\r\n", shown("a\n"));
    Terminal.Saved saved = Terminal.raw(terminal);
    assertEquals("a\n", shown("a\n"));
    pseudo.master().writeFully(new byte[] {3, 4, 0x1d}); // ^C ^D ^]
    byte[] typed = new byte[3];
    assertEquals(3, terminal.readFully(typed));
    assertEquals(0x1d, typed[2]);
    saved.close();
    assertEquals("b\r\n", shown("b\n"));
    try (Terminal.Saved _ = Terminal.raw(terminal)) {
      saved.close(); // the second time changes nothing
      assertEquals("a\n", shown("a\n"));
    }
    assertEquals("c\r\n", shown("c\n"));
  }

  @Test
  void windowSizeIsRowsByColumns() throws IOException {
    Terminal.setWindowSize(pseudo.master(), new Terminal.WindowSize(40, 132));
    assertEquals(new Terminal.WindowSize(40, 132), Terminal.windowSize(terminal));
  }

  @Test
  void fileIsNoTerminal() throws IOException {
    assertTrue(Terminal.isTerminal(terminal));
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      assertFalse(Terminal.isTerminal(nothing));
      assertTrue(assertThrows(HostException.class, () -> Terminal.raw(nothing)).is(Errno.ENOTTY));
      assertTrue(
          assertThrows(HostException.class, () -> Terminal.windowSize(nothing)).is(Errno.ENOTTY));
    }
  }
}
