package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a machine, from its start to the emulator's exit code, next to what QEMU 10.0.13 told
 * of it. In {@code life.txt} a line behind {@code *} is a guest, its name and bytes; one behind
 * {@code =} starts an emulator with these options; {@code >} is said to its control monitor, a line
 * for the human monitor unless it is JSON, {@code ...} and {@code +2} only waiting, for the end or
 * for so many lines; {@code <} is heard; {@code !} is the exit code, where "term" asks it to end.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class LifeTranscriptTest {
  private static final int TERMINATE = 15;
  private static final String END = "END";

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();

  private String line(RunningEmulator.Client client) throws HostException {
    return client.line().replaceFirst("\"timestamp\": \\{[^}]*}, ", "").replace(folder + "/", "@");
  }

  private static String sent(String said) {
    return said.startsWith("{")
        ? said
        : "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \""
            + said
            + "\"}}";
  }

  /** How many lines are awaited, or less than 0 for what a request is answered with. */
  private static int awaited(String said) {
    if (said.equals("...")) {
      return Integer.MAX_VALUE;
    }
    return said.startsWith("+") ? Integer.parseInt(said.substring(1)) : -1;
  }

  private void say(RunningEmulator.Client client, String said) {
    heard.add("> " + said);
    int lines = awaited(said);
    try {
      if (lines < 0) {
        client.send(sent(said) + "\n");
      }
      for (int i = 0; i != lines; i++) {
        String line = line(client);
        heard.add("< " + line);
        if (lines < 0 && (line.startsWith("{\"return\"") || line.startsWith("{\"error\""))) {
          return;
        }
      }
    } catch (HostException | AssertionError gone) {
      heard.add("< " + END);
    }
  }

  private RunningEmulator start(String options, Path socket) throws Exception {
    String all =
        "-M virt -m 64 -nodefaults -display none "
            + options.replace("@", folder + "/")
            + " -chardev socket,id=charmonitor,server=on,wait=off,path="
            + socket
            + " -mon chardev=charmonitor,mode=control";
    return RunningEmulator.start(folder, all.split(" "));
  }

  /** One emulator's life. */
  private void live(List<String> lines) throws Exception {
    Path socket = folder.resolve("qmp");
    heard.add(lines.getFirst());
    try (RunningEmulator emulator = start(lines.getFirst().substring(2), socket);
        RunningEmulator.Client client = emulator.connect(socket).negotiated()) {
      for (String line : lines) {
        if (line.startsWith("> ")) {
          say(client, line.substring(2));
        }
      }
      String code = lines.getLast().substring(2);
      boolean asked = code.startsWith("term ");
      if (asked) {
        emulator.signal(TERMINATE);
      }
      emulator.ends(Integer.parseInt(code.replace("term ", "")));
      heard.add(lines.getLast());
      if (!asked) {
        assertEquals("", emulator.errors(), lines.getFirst());
      }
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  @Test
  void everyMachineLivesAsInQemu() throws Exception {
    String text;
    try (InputStream input = getClass().getResourceAsStream("life.txt")) {
      text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> expected = new ArrayList<>();
    List<String> life = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("* ")) {
        String[] guest = line.split(" ");
        Files.write(folder.resolve(guest[1]), HexFormat.of().parseHex(guest[2]));
        continue;
      }
      expected.add(line);
      life.add(line);
      if (line.startsWith("! ")) {
        live(life);
        life.clear();
      }
    }
    assertTrue(expected.size() > 500);
    assertEquals(String.join("\n", expected), String.join("\n", heard));
  }
}
