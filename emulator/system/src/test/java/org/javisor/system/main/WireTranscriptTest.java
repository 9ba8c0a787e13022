package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is sent to a control monitor, well-formed or not, next to all that QEMU 10.0.13 answered. In
 * the records a line behind {@code >} is sent, with percent signs for bytes that are not printed,
 * and those behind {@code <} are answers. After each comes a request twice, whose answers show that
 * the connection is still good; the first of them may be lost in a broken text before it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WireTranscriptTest {
  private static final String AFTER =
      "\n{\"execute\":\"query-name\",\"id\":\"s1\"}\n\n{\"execute\":\"query-name\",\"id\":\"s2\"}\n";

  @TempDir private Path folder;

  private record Exchange(byte[] sent, List<String> answers) {}

  private static List<Exchange> read(String file) throws Exception {
    String text;
    try (InputStream input = WireTranscriptTest.class.getResourceAsStream(file)) {
      text = new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    List<Exchange> all = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("> ")) {
        String plain = URLDecoder.decode(line.substring(2), StandardCharsets.ISO_8859_1);
        all.add(new Exchange(plain.getBytes(StandardCharsets.ISO_8859_1), new ArrayList<>()));
      } else if (line.startsWith("< ")) {
        all.getLast().answers().add(line.substring(2));
      }
    }
    return all;
  }

  private static List<String> answers(RunningEmulator.Client client, byte[] sent) throws Exception {
    client.send(sent);
    client.send(AFTER);
    List<String> answers = new ArrayList<>();
    while (true) {
      String line = client.line();
      if (line.contains("\"id\": \"s2\"")) {
        return answers;
      }
      if (!line.contains("\"id\": \"s1\"")) {
        answers.add(line.replaceAll("\"(micro)?seconds\": -?[0-9]+", "\"$1seconds\": 0"));
      }
    }
  }

  private void compare(String file, String capabilities, int atLeast) throws Exception {
    Path socket = folder.resolve("qmp");
    List<Exchange> all = read(file);
    assertTrue(all.size() >= atLeast);
    List<String> different = new ArrayList<>();
    String[] words =
        ("-M virt -m 64 -nodefaults -display none -S -bios none -name n"
                + " -uuid 12345678-1234-1234-1234-123456789abc -mon chardev=m,mode=control"
                + " -chardev socket,id=m,server=on,wait=off,path="
                + socket)
            .split(" ");
    try (RunningEmulator emulator = RunningEmulator.start(folder, words);
        RunningEmulator.Client client = emulator.connect(socket)) {
      client.line();
      client.send("{'execute': 'qmp_capabilities'" + capabilities + "}");
      assertEquals("{\"return\": {}}", client.line());
      for (Exchange each : all) {
        List<String> got = answers(client, each.sent());
        if (!got.equals(each.answers())) {
          different.add(
              new String(each.sent(), StandardCharsets.ISO_8859_1)
                  + "\n  "
                  + each.answers()
                  + "\n  "
                  + got);
        }
      }
    }
    assertEquals(List.of(), different);
  }

  @Test
  void answersAreThoseOfQemu() throws Exception {
    compare("wire.txt", "", 250);
  }

  @Test
  void answersAreThoseOfQemuWhenCommandsMayOvertake() throws Exception {
    compare("oob.txt", ", 'arguments': {'enable': ['oob']}", 40);
  }
}
