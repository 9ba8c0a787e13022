package org.javisor.system.monitor.human;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a terminal is sent, byte for byte as a real QEMU 10.0 sends it. Here {@code <} and {@code >}
 * stand for moving the cursor, {@code !} for clearing to the end of the line.
 */
class LineEditorTest {
  private final StringBuilder shown = new StringBuilder();
  private final List<String> lines = new ArrayList<>();
  private final LineEditor editor =
      new LineEditor(
          new LineEditor.Owner() {
            @Override
            public void line(String text) {
              lines.add(text);
            }

            @Override
            public List<String> completions(String start) {
              return List.of("stop", "stopcapture", "system_powerdown", "system_reset").stream()
                  .filter(word -> word.startsWith(start))
                  .toList();
            }

            @Override
            public void show(byte[] bytes) {
              shown.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
          });

  @BeforeEach
  void start() {
    editor.start();
    assertEquals("(qemu) ", shown.toString());
    shown.setLength(0);
  }

  private String typing(String keys) {
    byte[] bytes =
        keys.replace("^[", "\u001b")
            .replace("^T", "\t")
            .replace("\\n", "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    editor.type(bytes, bytes.length);
    String text = shown.toString();
    shown.setLength(0);
    return text.replace("\u001b[D", "<")
        .replace("\u001b[C", ">")
        .replace("\u001b[K", "!")
        .replace("\r\n", "|");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "stop\\n s!<st!<<sto!<<<stop!|(qemu)_",
        "ab^[[Dc a!<ab!<<acb!<",
        "st^T s!<st!|stop_________stopcapture__|(qemu)_stop!",
        "sys^T s!<sy!<<sys!|system_powerdown__system_reset______|(qemu)_system_!",
        "x^T x!",
        "stopc^T s!<st!<<sto!<<<stop!<<<<stopc!<<<<<stopcapture_!",
      })
  void keysAreEchoed(String keys, String echo) {
    assertEquals(echo, typing(keys).replace(' ', '_'));
  }

  @Test
  void editingKeys() {
    typing("ab^[[Dc");
    assertEquals("<<dacb!<<<", typing("\u0001d"));
    assertEquals(">>>", typing("\u0005"));
    assertEquals("<<<<dacbe!<<<<<dacb!", typing("e\u007f"));
    assertEquals("<<<<!", typing("\u0017"));
    typing("abc def");
    assertEquals("", typing("\u000b\u0010\u000e\u0002\u0006"));
    assertEquals("<<<<<<<", typing("^[[1~"));
    assertEquals(">>>>>>>", typing("^[[4~"));
    assertEquals("<<<<<<<abc de!", typing("^[[D^[[3~").substring(1).replaceFirst("^", "<"));
    assertEquals("<<<<<!", typing("\u0015").replaceFirst("<", ""));
    assertEquals("|(qemu) ", typing("\n"));
    assertEquals(List.of(""), lines);
  }

  @Test
  void linesComeBackEachOnceAndNewestFirst() {
    typing("info st\nstop\nfoo\nstop\n");
    assertEquals(List.of("info st", "foo", "stop"), editor.history());
    assertEquals("stop!", typing("^[[A"));
    assertEquals("<<<<foo!", typing("^[OA"));
    assertEquals("<<<info st!", typing("^[[A^[[A"));
    assertEquals("<<<<<<<foo!", typing("^[[B"));
    typing("\n");
    assertEquals("foo", lines.getLast());
  }

  @Test
  void theScreenCanBeCleared() {
    typing("stop");
    assertEquals("\u001b[2J\u001b[1;1H(qemu) stop!", typing("\f"));
  }

  @Test
  void bytesOfOtherAlphabetsPass() {
    typing("\u00c3\u00a9\n");
    assertEquals(List.of("\u00e9"), lines);
  }

  @Test
  void aLineAndTheHistoryHaveAnEnd() {
    typing("x".repeat(5000) + "\n");
    assertEquals(4095, lines.getFirst().length());
    for (int i = 0; i < 100; i++) {
      typing("line " + i + "\n");
    }
    assertEquals(64, editor.history().size());
    assertEquals("line 36", editor.history().getFirst());
  }

  @Test
  void noKeysDoHarm() {
    Random random = new Random(5);
    byte[] keys = new byte[100];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(keys);
      editor.type(keys, keys.length);
      shown.setLength(0);
    }
    typing("\u0015\n");
    lines.clear();
    typing("\u0005\u0015stop\n");
    assertEquals(List.of("stop"), lines);
  }
}
