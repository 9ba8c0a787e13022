package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.image.OpenImage;
import org.javisor.host.HostException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs, bitmaps and changes of what disks consist of, next to what QEMU 10.0.13 answered. In the
 * records a line with {@code =} starts an emulator beside new images; {@code >} is asked: a command
 * and its arguments, a line for the human monitor that begins with "info", images that become
 * nodes, or what {@code qemu-io} is to do ("io", not answered); of named nodes only the bitmaps are
 * told; {@code <} is the answer; {@code +} waits for an event with that text, and {@code ~} are the
 * events so far. Left out of the record are the pauses that QEMU makes for itself.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JobTranscriptTest {
  private static final int SIZE = 4 << 20;
  private static final Pattern BITMAP =
      Pattern.compile("\\{\"name\": \"[^\"]*\", \"recording\"[^}]*}");

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();
  private final Deque<String> events = new ArrayDeque<>();

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void image(String name, long size, Optional<String> backing) throws IOException {
    Create.Options options = Create.Options.of(size);
    NewImage.create(
        path(name),
        new NewImage.Plan.Qcow2(
            backing.isPresent() ? options.withBacking(path(backing.get()), "qcow2") : options));
  }

  private void makeImages() throws IOException {
    image("base.q", SIZE, Optional.empty());
    OpenImage.Source source = new OpenImage.Source(path("base.q"), Optional.of("qcow2"));
    try (OpenImage base = OpenImage.open(source, OpenImage.Access.WRITE)) {
      byte[] half = new byte[SIZE / 2];
      Arrays.fill(half, (byte) 1);
      base.disk().writeBytes(0, half);
    }
    image("a.q", SIZE, Optional.of("base.q"));
    image("b.q", SIZE, Optional.empty());
    image("c.q", SIZE, Optional.empty());
    image("d.q", SIZE, Optional.empty());
    image("small.q", SIZE / 2, Optional.empty());
  }

  private String hear(RunningEmulator.Client client) throws HostException {
    String line = client.line().replace(folder + "/", "@");
    if (line.startsWith("{\"timestamp\"")) {
      events.add(line.replaceFirst("\"timestamp\": \\{[^}]*}, ", ""));
      return "";
    }
    return line;
  }

  private String ask(RunningEmulator.Client client, String request) throws HostException {
    client.send(request + "\n");
    String answer = "";
    while (answer.isEmpty()) {
      answer = hear(client);
    }
    return answer;
  }

  private void say(RunningEmulator.Client client, String said) throws HostException {
    if (said.startsWith("+")) {
      for (String name : said.substring(1).split(" \\+")) {
        String options =
            "\"driver\": \"qcow2\", \"node-name\": \"%s\", \"file\": {\"driver\": \"file\", \"filename\": \"%s\"}"
                .formatted(name, path(name + ".q"));
        assertEquals("{\"return\": {}}", ask(client, request("blockdev-add", options)));
      }
      return;
    }
    if (said.startsWith("io ")) {
      String line = "qemu-io " + said.substring(3).replace("\"", "\\\"");
      String _ =
          ask(client, request("human-monitor-command", "\"command-line\": \"" + line + "\""));
      return;
    }
    if (said.equals("query-named-block-nodes")) {
      String bitmaps =
          BITMAP
              .matcher(ask(client, request(said, "")))
              .results()
              .map(MatchResult::group)
              .collect(Collectors.joining(" "));
      heard.add("< " + bitmaps);
      return;
    }
    String request;
    if (said.startsWith("info")) {
      request = request("human-monitor-command", "\"command-line\": \"" + said + "\"");
    } else {
      String[] parts = said.split(" ", 2);
      request = request(parts[0], parts.length > 1 ? parts[1].replace("@", folder + "/") : "");
    }
    heard.add("< " + ask(client, request));
  }

  private static String request(String command, String arguments) {
    return "{\"execute\": \"" + command + "\", \"arguments\": {" + arguments + "}}";
  }

  private void await(RunningEmulator.Client client, String text) throws HostException {
    while (events.stream().noneMatch(event -> event.contains(text))) {
      String answer = hear(client);
      assertEquals("", answer);
    }
    String event;
    do {
      event = events.remove();
      heard.add("~ " + event);
    } while (!event.contains(text));
  }

  private void live(List<String> lines) throws Exception {
    makeImages();
    events.clear();
    Path socket = folder.resolve("qmp");
    String options =
        "-M virt -m 64 -nodefaults -display none -S -chardev socket,id=charmonitor,server=on,wait=off,path="
            + socket
            + " -mon chardev=charmonitor,mode=control";
    try (RunningEmulator emulator = RunningEmulator.start(folder, options.split(" "));
        RunningEmulator.Client client = emulator.connect(socket).negotiated()) {
      for (String line : lines) {
        if (!line.startsWith("<") && !line.startsWith("~")) {
          heard.add(line);
        }
        if (line.startsWith("> ")) {
          say(client, line.substring(2));
        } else if (line.startsWith("+ ")) {
          await(client, line.substring(2));
        }
      }
      assertEquals(List.of(), List.copyOf(events));
      ask(client, "{\"execute\": \"quit\"}");
      emulator.ends(0);
      assertEquals("", emulator.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs.txt", "bitmaps.txt", "reopen.txt", "create.txt"})
  void jobsAndSnapshotsAnswerAsInQemu(String file) throws Exception {
    String text;
    try (InputStream input = getClass().getResourceAsStream(file)) {
      text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> expected = List.of(text.split("\n"));
    List<String> life = new ArrayList<>();
    for (String line : expected) {
      if (line.equals("=") && !life.isEmpty()) {
        live(life);
        life.clear();
      }
      life.add(line);
    }
    live(life);
    assertTrue(expected.size() > 60);
    assertEquals(String.join("\n", expected), String.join("\n", heard));
  }
}
