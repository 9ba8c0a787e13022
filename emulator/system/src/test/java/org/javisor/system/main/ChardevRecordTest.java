package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Character devices made, changed and removed in every way, by requests of both monitors, next to
 * what QEMU 10.0.13 answered. In {@code chardevs.txt} the folder of the test is {@code @}, and
 * numbers that the host chooses are N; lists of devices may come in any order.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ChardevRecordTest {
  @TempDir private Path folder;

  private RunningEmulator start(Path socket) throws Exception {
    String words =
        "-M virt -m 64 -nodefaults -display none -S -bios none -object secret,id=o,data=x"
            + " -object tls-creds-anon,id=ts,endpoint=server"
            + " -object tls-creds-anon,id=tc,endpoint=client"
            + " -mon chardev=charmonitor,mode=control"
            + " -chardev socket,id=charmonitor,server=on,wait=off,path="
            + socket;
    return RunningEmulator.start(folder, words.split(" "));
  }

  /** An answer without what differs from host to host. */
  private String plain(String answer) {
    return answer
        .replace(folder.toString(), "@")
        .replaceAll("/dev/pts/\\d+", "/dev/pts/N")
        .replaceAll("((tcp|telnet|websocket|tn3270):(127\\.0\\.0\\.1|\\[?::1]?)):\\d+", "$1:N");
  }

  /** The parts of a list in an order of their own; other answers as they are. */
  private static String sorted(String answer) {
    String separator = answer.contains("filename=") ? "\\\\r\\\\n" : "(?<=}), ";
    boolean list = answer.contains("filename=") || answer.contains("frontend-open");
    return list
        ? Stream.of(answer.replaceAll("^\\{\"return\": [\\[\"]|[]\"]}$", "").split(separator))
            .sorted()
            .collect(Collectors.joining("\n"))
        : answer;
  }

  @Test
  void answersAreThoseOfQemu() throws Exception {
    Files.createFile(folder.resolve("in"));
    Process fifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
    assertEquals(0, fifo.waitFor());
    boolean vsock = Files.exists(Path.of("/dev/vsock"));
    Path socket = folder.resolve("mon");
    String text;
    try (InputStream input = getClass().getResourceAsStream("chardevs.txt")) {
      text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    String[] lines = text.split("\n");
    assertTrue(lines.length > 880);
    List<String> different = new ArrayList<>();
    try (RunningEmulator emulator = start(socket);
        Client client = emulator.connect(socket).negotiated()) {
      for (int i = 0; i < lines.length; i += 2) {
        String answer = plain(client.ask(lines[i].substring(2).replace("@", folder.toString())));
        boolean asIsPossible = vsock || !(lines[i] + lines[i + 1]).contains("vsock");
        if (asIsPossible && !sorted(answer).equals(sorted(lines[i + 1].substring(2)))) {
          different.add(lines[i] + "\n" + lines[i + 1] + "\n  " + answer);
        }
      }
    }
    assertEquals(List.of(), different);
  }
}
