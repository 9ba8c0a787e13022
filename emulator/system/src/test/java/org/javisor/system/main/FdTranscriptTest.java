package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.socket.UnixSocket;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Descriptors, by name and in sets, next to what QEMU 10.0.13 answered. In {@code fds.txt} a
 * request stands behind what is passed with it: files opened for reading, for both and for writing,
 * a socket, a pipe. Descriptors are numbered in the order in which they were added.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FdTranscriptTest {
  private static final Pattern NUMBER = Pattern.compile("\"fd\": (\\d+)");
  private static final int FILE_BYTES = 1 << 20;

  @TempDir private Path folder;
  private final Map<String, Integer> numbers = new HashMap<>();
  private int count;

  private Fd open(String kind) throws Exception {
    Path file = folder.resolve("file");
    return switch (kind) {
      case "ro" -> Fd.open(file, AccessMode.READ_ONLY);
      case "rw" -> Fd.open(file, AccessMode.READ_WRITE);
      case "wo" -> Fd.open(file, AccessMode.WRITE_ONLY);
      case "sock" -> {
        List<Fd> pair = UnixSocket.pair();
        pair.get(1).close();
        yield pair.get(0);
      }
      case "pipe" -> {
        Pipe pipe = Pipe.open();
        pipe.readEnd().close();
        yield pipe.writeEnd();
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private String ask(Client client, String kinds, String request) throws Exception {
    List<Fd> passed = new ArrayList<>();
    try {
      for (String kind : kinds.isEmpty() ? new String[0] : kinds.split(" ")) {
        passed.add(open(kind));
      }
      return client.ask(request, passed.toArray(new Fd[0]));
    } finally {
      passed.forEach(Fd::close);
    }
  }

  /** An answer with descriptors in the order of their adding in place of their numbers. */
  private String counted(String request, String answer) {
    Matcher added = NUMBER.matcher(answer);
    if (request.contains("\"add-fd\"") && added.find()) {
      numbers.put(added.group(1), count++);
    }
    return NUMBER.matcher(answer).replaceAll(found -> "\"fd\": N" + numbers.get(found.group(1)));
  }

  @Test
  void answersAreThoseOfQemu() throws Exception {
    Files.write(folder.resolve("file"), new byte[FILE_BYTES]);
    Path socket = folder.resolve("qmp");
    String[] words =
        ("-M virt -m 64 -nodefaults -display none -S -bios none -qmp unix:"
                + socket
                + ",server=on,wait=off")
            .split(" ");
    String text;
    try (InputStream input = getClass().getResourceAsStream("fds.txt")) {
      text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    String[] lines = text.split("\n", -1);
    List<String> different = new ArrayList<>();
    try (RunningEmulator emulator = RunningEmulator.start(folder, words);
        Client client = emulator.connect(socket).negotiated()) {
      for (int i = 0; i + 1 < lines.length; i += 2) {
        int end = lines[i].indexOf(']');
        String got =
            counted(lines[i], ask(client, lines[i].substring(3, end), lines[i].substring(end + 2)));
        if (!got.equals(lines[i + 1].substring(2))) {
          different.add(lines[i] + "\n" + lines[i + 1] + "\n  " + got);
        }
      }
    }
    assertTrue(lines.length > 170);
    assertEquals(List.of(), different);
  }
}
