package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.ExitStatus;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.UnixSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The emulator as a management program meets it: a socket handed over at start, one connection, no
 * path to the disk.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EmulatorProcessTest {
  private static final int TERMINATE = 15;
  private static final int KILL = 9;
  private static final int QUIT = 3;
  private static final int USER = 10;
  private static final int ALARM = 14;

  @TempDir private Path files;
  private Distribution distribution;

  @BeforeEach
  void open() throws IOException {
    distribution = new Distribution();
  }

  @AfterEach
  void close() throws IOException {
    distribution.close();
  }

  /** A started emulator whose listening socket only it has any more. */
  private record Started(ChildProcess child, Path socket, Path messages) {}

  private Started start(String... more) throws IOException {
    Path socket = files.resolve("monitor");
    Path messages = files.resolve("stderr");
    List<String> arguments = new ArrayList<>(List.of(distribution.emulator().toString()));
    arguments.addAll(
        List.of(
            "-M",
            "virt",
            "-m",
            "64M",
            "-S",
            "-nodefaults",
            "-display",
            "none",
            "-chardev",
            "socket,id=charmonitor,fd=3,server=on,wait=off",
            "-mon",
            "chardev=charmonitor,id=monitor,mode=control"));
    arguments.addAll(List.of(more));
    try (Fd listener = UnixSocket.listen(socket, 0600, 1);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE);
        Fd errors = create(messages)) {
      ChildProcess child =
          Spawn.of(distribution.emulator())
              .arguments(arguments)
              .environment(distribution.environment())
              .descriptor(0, nothing)
              .descriptor(1, nothing)
              .descriptor(2, errors)
              .descriptor(3, listener)
              .start();
      return new Started(child, socket, messages);
    }
  }

  private static Fd create(Path path) throws HostException {
    return Fd.open(path, AccessMode.WRITE_ONLY, 0600, org.javisor.host.fd.OpenFlag.CREATE);
  }

  /** A line-by-line QMP client that hides nothing. */
  private static final class Client implements AutoCloseable {
    private final Fd socket;
    private final StringBuilder received = new StringBuilder();

    Client(Path path) throws HostException {
      socket = UnixSocket.connect(path);
    }

    String line() throws HostException {
      byte[] buffer = new byte[4096];
      while (received.indexOf("\r\n") < 0) {
        int count = socket.read(buffer, 0, buffer.length);
        if (count <= 0) {
          return "";
        }
        received.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
      int end = received.indexOf("\r\n");
      String line = received.substring(0, end);
      received.delete(0, end + 2);
      return line;
    }

    String execute(String command, Fd... passed) throws HostException {
      Ancillary.send(socket, command.getBytes(StandardCharsets.UTF_8), List.of(passed));
      return line();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void theHandedOverSocketGreetsOnTheFirstConnection() throws Exception {
    Started emulator = start();
    try (Client client = new Client(emulator.socket())) {
      String greeting = client.line();
      assertTrue(greeting.startsWith("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": "), greeting);
      assertEquals("{\"return\": {}}", client.execute("{\"execute\": \"qmp_capabilities\"}"));
      assertEquals(
          "{\"return\": {\"status\": \"prelaunch\", \"running\": false}}",
          client.execute("{\"execute\": \"query-status\"}"));
      String event = client.execute("{\"execute\": \"quit\"}");
      assertTrue(event.contains("\"event\": \"SHUTDOWN\""), event);
      assertTrue(event.contains("host-qmp-quit"), event);
      assertEquals("{\"return\": {}}", client.line());
      assertEquals("", client.line());
    }
    assertEquals(new ExitStatus.Exited(0), emulator.child().waitForExit());
  }

  @Test
  void aDiskComesAsADescriptorAndNeedsNoPath() throws Exception {
    Path disk = files.resolve("disk.raw");
    Files.write(disk, new byte[1 << 16]);
    Started emulator = start();
    try (Client client = new Client(emulator.socket());
        Fd fd = Fd.open(disk, AccessMode.READ_WRITE)) {
      Files.delete(disk);
      client.line();
      client.execute("{\"execute\": \"qmp_capabilities\"}");
      String added =
          client.execute(
              "{\"execute\": \"add-fd\", \"arguments\": {\"fdset-id\": 1, \"opaque\": \"d\"}}", fd);
      assertTrue(added.contains("\"fdset-id\": 1"), added);
      String opened =
          client.execute(
              "{\"execute\": \"blockdev-add\", \"arguments\": {\"driver\": \"file\", \"node-name\":"
                  + " \"d\", \"filename\": \"/dev/fdset/1\"}}");
      assertEquals("{\"return\": {}}", opened);
      String plugged =
          client.execute(
              "{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"virtio-blk-device\","
                  + " \"drive\": \"d\"}}");
      assertEquals("{\"return\": {}}", plugged);
      String readOnly =
          client.execute(
              "{\"execute\": \"blockdev-add\", \"arguments\": {\"driver\": \"file\", \"node-name\":"
                  + " \"e\", \"filename\": \"/dev/fdset/1\", \"read-only\": true}}");
      assertTrue(
          readOnly.contains("Failed to find file descriptor with matching flags=0x0"), readOnly);
    }
    assertTrue(emulator.child().signal(TERMINATE));
    assertEquals(new ExitStatus.Exited(0), emulator.child().waitForExit());
  }

  @Test
  void aSignalEndsItCleanlyAfterTheEvent() throws Exception {
    Started emulator = start();
    try (Client client = new Client(emulator.socket())) {
      client.line();
      client.execute("{\"execute\": \"qmp_capabilities\"}");
      assertTrue(emulator.child().signal(TERMINATE));
      boolean _ = emulator.child().signal(TERMINATE); // as some do to be sure; it may have gone
      String event = client.line();
      assertTrue(event.contains("SHUTDOWN") && event.contains("host-signal"), event);
      assertEquals("", client.line());
    }
    assertEquals(new ExitStatus.Exited(0), emulator.child().waitForExit());
    List<String> said = Files.readAllLines(emulator.messages());
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().contains("terminating on signal 15"), said::toString);
  }

  private void requireSignalOption(String option) throws Exception {
    Distribution.Outcome probe = distribution.execute(List.of("/usr/bin/env", option, "true"));
    assumeTrue(probe.status() == 0, "skipped: this host's env has no " + option);
  }

  /** Where the host's env can block signals the emulator knows who sent one. */
  @Test
  void whoSentASignalIsSaid() throws Exception {
    requireSignalOption("--block-signal=TERM");
    Started emulator = start();
    try (Client client = new Client(emulator.socket())) {
      client.line();
      assertTrue(emulator.child().signal(TERMINATE));
      assertEquals("", client.line());
    }
    assertEquals(new ExitStatus.Exited(0), emulator.child().waitForExit());
    ProcessHandle own = ProcessHandle.current();
    String name = own.info().command().orElseThrow();
    String said = Files.readString(emulator.messages());
    String expected =
        "javisor-system-riscv64: terminating on signal 15 from pid " + own.pid() + " (";
    assertTrue(said.startsWith(expected), said);
    assertTrue(said.contains(name.substring(name.lastIndexOf('/') + 1)), said);
  }

  @Test
  void quitSignalKillsItAsItKillsOtherPrograms() throws Exception {
    requireSignalOption("--block-signal=TERM");
    Started emulator = start();
    try (Client client = new Client(emulator.socket())) {
      client.line();
      assertTrue(emulator.child().signal(QUIT));
      assertEquals(new ExitStatus.Signalled(QUIT), emulator.child().waitForExit());
    }
    assertEquals("", Files.readString(emulator.messages()));
  }

  @Test
  void strayTimerAndUserSignalsDoNothing() throws Exception {
    requireSignalOption("--ignore-signal=USR1");
    Started emulator = start();
    try (Client client = new Client(emulator.socket())) {
      client.line();
      assertTrue(emulator.child().signal(USER));
      assertTrue(emulator.child().signal(ALARM));
      assertTrue(emulator.child().signal(TERMINATE));
      assertEquals("", client.line());
    }
    assertEquals(new ExitStatus.Exited(0), emulator.child().waitForExit());
  }

  @Test
  void aDaemonIsReadyWhenItsStarterEnds() throws Exception {
    Path pidFile = files.resolve("pid");
    Path socket = files.resolve("qmp");
    List<String> command =
        List.of(
            distribution.emulator().toString(),
            "-M",
            "virt",
            "-m",
            "64M",
            "-S",
            "-nodefaults",
            "-nographic",
            "-daemonize",
            "-pidfile",
            pidFile.toString(),
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    assertEquals(new Distribution.Outcome(0, "", ""), distribution.execute(command));
    String text = Files.readString(pidFile);
    ProcessHandle daemon = ProcessHandle.of(Long.parseLong(text.strip())).orElseThrow();
    try {
      assertEquals(daemon.pid() + "\n", text);
      try (Client client = new Client(socket)) {
        assertTrue(client.line().startsWith("{\"QMP\""));
      }
      assertEquals(Path.of("/"), Files.readSymbolicLink(Path.of("/proc/" + text.strip() + "/cwd")));
      Distribution.Outcome second = distribution.execute(command);
      assertEquals(1, second.status());
      assertEquals(
          "javisor-system-riscv64: cannot create PID file: Cannot lock pid file: Resource"
              + " temporarily unavailable\n",
          second.err());
    } finally {
      assertTrue(daemon.destroy());
      daemon.onExit().get();
    }
    assertFalse(Files.exists(pidFile));
    assertFalse(Files.exists(socket));
  }

  @Test
  void aBadOptionIsOneLineAndStatusOne() throws Exception {
    Started emulator = start("-bogus");
    assertEquals(new ExitStatus.Exited(1), emulator.child().waitForExit());
    assertEquals(
        "javisor-system-riscv64: -bogus: invalid option\n", Files.readString(emulator.messages()));
    assertThrows(HostException.class, () -> new Client(emulator.socket()).close());
  }

  @Test
  void oneThatIsKilledBeforeItGreetsRefusesOrEndsTheConnection() throws Exception {
    Started emulator = start();
    assertTrue(emulator.child().signal(KILL));
    assertEquals(new ExitStatus.Signalled(KILL), emulator.child().waitForExit());
    try (Client client = new Client(emulator.socket())) {
      // A helper of the launcher's had the socket for a moment longer.
      assertEquals("", client.line());
    } catch (HostException e) {
      assertTrue(e.is(Errno.ECONNREFUSED) || e.is(Errno.ECONNRESET), e.getMessage());
    }
  }

  @Test
  void aMissingEmulatorIsKnownAtOnce() throws Exception {
    Path missing = files.resolve("no-such-emulator");
    HostException error =
        assertThrows(
            HostException.class,
            () ->
                Spawn.of(missing)
                    .arguments(List.of(missing.toString()))
                    .environment(distribution.environment())
                    .start());
    assertTrue(error.getMessage().contains(missing.toString()), error.getMessage());
    assertFalse(Files.exists(missing));
  }

  @Test
  void theLauncherWorksThroughASymbolicLinkFromAnywhere() throws Exception {
    Path link = files.resolve("my-emulator");
    Files.createSymbolicLink(link, distribution.emulator());
    Distribution.Outcome outcome = distribution.execute(List.of(link.toString(), "-nope"));
    assertEquals(1, outcome.status());
    assertEquals("my-emulator: -nope: invalid option\n", outcome.err());
  }
}
