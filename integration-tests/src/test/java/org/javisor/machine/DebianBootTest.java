package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.supervisor.api.ConsoleRequest;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.client.ConsoleStream;
import org.javisor.supervisor.client.DaemonAccess;
import org.javisor.supervisor.client.RemoteService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An unmodified Debian kernel and installer under the daemon, from the first line to a clean
 * power-off.
 */
class DebianBootTest {
  private static final String ESCAPE =
      "\u0001"; // the installer's terminal multiplexer listens to Ctrl-a

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theInstallerAppearsACommandRunsAndThePowerGoesOff() throws Exception {
    try (Distribution distribution = new Distribution()) {
      Path guest = distribution.guest();
      Path disk = Files.createTempFile("disk", ".raw");
      Files.write(disk, new byte[1 << 20]);
      Distribution.Outcome started =
          distribution.javisor(
              "run",
              "--detach",
              "--name",
              "debian",
              "--memory",
              "512",
              "--kernel",
              guest.resolve("linux").toString(),
              "--initrd",
              guest.resolve("initrd.gz").toString(),
              "--disk",
              disk.toString(),
              "--append",
              "console=ttyS0");
      assertEquals(0, started.status(), started.err());
      DaemonAccess access =
          DaemonAccess.fromEnvironment(distribution.environment(), distribution.home().toString());
      try (RemoteService service = access.connect();
          RemoteService attached = access.connect();
          ConsoleStream stream =
              attached.console(new ConsoleRequest("debian", true, new ConsoleSize(80, 24)))) {
        Screen screen = new Screen(stream);
        long begun = System.nanoTime();
        screen.await("Choose the language");
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        System.out.println("boot to the installer's first text: " + seconds + " s");

        screen.type(ESCAPE + "2");
        screen.await("~ #");
        screen.type("echo result-$((6*7)) `uname -m`\n");
        screen.await("result-42 riscv64");

        assertTrue(distribution.javisor("ls").out().contains("running"));
        screen.type("poweroff\n");
        ExitReport end = service.await("debian");
        assertTrue(end.clean(), end.sentence());
        assertEquals("the guest powered off", end.sentence());
      }
      assertTrue(distribution.javisor("info", "debian").out().contains("shut off"));
      Distribution.Outcome removed = distribution.javisor("rm", "debian");
      assertEquals(0, removed.status(), removed.err());
      Files.delete(disk);
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theInstallerAppearsWithTheInterpreterToo() throws Exception {
    try (Distribution distribution = new Distribution();
        Console console =
            Console.start(
                List.of(
                    distribution.emulator().toString(),
                    "-accel",
                    "interp",
                    "-M",
                    "virt",
                    "-m",
                    "512",
                    "-nographic",
                    "-kernel",
                    distribution.guest().resolve("linux").toString(),
                    "-initrd",
                    distribution.guest().resolve("initrd.gz").toString(),
                    "-append",
                    "console=ttyS0"))) {
      String shown = console.await("Choose the language");
      assertTrue(shown.contains("Linux version"), shown);
    }
  }

  /** What the console has shown so far. */
  private static final class Screen {
    private final ConsoleStream stream;
    private final StringBuilder shown = new StringBuilder();
    private int seen;

    Screen(ConsoleStream stream) {
      this.stream = stream;
    }

    /** Reads until {@code text} appears behind what was found before. */
    void await(String text) throws IOException {
      byte[] buffer = new byte[4096];
      while (shown.indexOf(text, seen) < 0) {
        int count = stream.read(buffer);
        assertTrue(count > 0, () -> "the console ended before '" + text + "':\n" + shown);
        shown.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      seen = shown.indexOf(text, seen) + text.length();
    }

    void type(String keys) throws IOException {
      byte[] bytes = keys.getBytes(StandardCharsets.US_ASCII);
      stream.write(bytes, bytes.length);
    }
  }
}
