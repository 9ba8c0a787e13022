package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.ExitStatus;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.UnixSocket;

/** The emulator as a process of its own, from the classes under test. */
final class RunningEmulator implements AutoCloseable {
  private static final int KILL = 9;

  private final ChildProcess child;
  private final Path folder;

  private RunningEmulator(ChildProcess child, Path folder) {
    this.child = child;
    this.folder = folder;
  }

  /** Starts it in {@code folder}, with its standard streams in files there. */
  static RunningEmulator start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /** The same, with {@code passed} as descriptors 3, 4 and so on. */
  static RunningEmulator start(Path folder, List<Fd> passed, String... arguments)
      throws IOException {
    return start(System.getProperty("os.arch"), folder, passed, arguments);
  }

  /** Without descriptors, made to believe that its host is of {@code architecture}. */
  static RunningEmulator startOn(String architecture, Path folder, String... arguments)
      throws IOException {
    return start(architecture, folder, List.of(), arguments);
  }

  private static RunningEmulator start(
      String architecture, Path folder, List<Fd> passed, String... arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> all =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djavisor.argv0=prog",
                "-Djavisor.host.architecture=" + architecture,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    all.addAll(List.of(arguments));
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY);
        Fd output = create(folder.resolve("stdout"));
        Fd errors = create(folder.resolve("stderr"))) {
      Spawn spawn =
          Spawn.of(java)
              .arguments(all)
              .workingDirectory(folder)
              .environment(Map.of())
              .descriptor(0, nothing)
              .descriptor(1, output)
              .descriptor(2, errors);
      for (int i = 0; i < passed.size(); i++) {
        spawn = spawn.descriptor(3 + i, passed.get(i));
      }
      return new RunningEmulator(spawn.start(), folder);
    }
  }

  private static Fd create(Path path) throws HostException {
    return Fd.open(path, AccessMode.WRITE_ONLY, 0600, OpenFlag.CREATE, OpenFlag.TRUNCATE);
  }

  long pid() {
    return child.pid();
  }

  /** Sends a signal. */
  void signal(int number) throws HostException {
    assertTrue(child.signal(number));
  }

  /** Waits for the end, which has this exit code and these words on standard error. */
  void ends(int code, String errors) throws IOException {
    ExitStatus status = child.waitForExit();
    assertEquals(errors, errors());
    assertEquals(new ExitStatus.Exited(code), status);
  }

  /** Waits for the end, which has this exit code. */
  void ends(int code) throws IOException {
    assertEquals(new ExitStatus.Exited(code), child.waitForExit());
  }

  String output() throws IOException {
    return Files.readString(folder.resolve("stdout"));
  }

  String errors() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }

  /** Connects to a socket that the emulator will make. */
  Client connect(Path socket) throws IOException {
    while (!Files.exists(socket)) {
      assertTrue(child.isAlive(), this::lastWords);
      Thread.onSpinWait();
    }
    while (true) {
      try {
        return new Client(UnixSocket.connect(socket));
      } catch (HostException e) {
        // Bound already, not listening yet.
        assertTrue(child.isAlive(), this::lastWords);
      }
    }
  }

  /** How many descriptors it has open. */
  int openDescriptors() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/" + child.pid() + "/fd"))) {
      for (Path _ : all) {
        count++;
      }
    }
    return count;
  }

  /** How many threads it has. */
  int threads() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/" + child.pid() + "/task"))) {
      for (Path _ : all) {
        count++;
      }
    }
    return count;
  }

  /** Bytes of objects that are reachable, after a full collection. */
  long liveHeap() throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(tool.toString(), Long.toString(pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    String[] total = text.substring(text.lastIndexOf("Total")).strip().split("\\s+");
    return Long.parseLong(total[2]);
  }

  private String lastWords() {
    try {
      return "it ended: " + errors();
    } catch (IOException e) {
      return "it ended: " + e.getMessage();
    }
  }

  @Override
  public void close() throws HostException {
    boolean _ = child.isAlive() && child.signal(KILL);
    child.close();
  }

  /** The other end of one of its sockets. */
  static final class Client implements AutoCloseable {
    private final Fd socket;
    private final StringBuilder received = new StringBuilder();

    private Client(Fd socket) {
      this.socket = socket;
    }

    /** Waits for {@code wanted} and takes it and all before it; the text before it. */
    String until(String wanted) throws HostException {
      byte[] buffer = new byte[4096];
      while (received.indexOf(wanted) < 0) {
        int count = socket.read(buffer, 0, buffer.length);
        assertTrue(count > 0, () -> "the end, before '" + wanted + "': " + received);
        received.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
      int at = received.indexOf(wanted);
      String before = received.substring(0, at);
      received.delete(0, at + wanted.length());
      return before;
    }

    /** The next line, without its end. */
    String line() throws HostException {
      return until("\r\n");
    }

    void send(String text, Fd... passed) throws HostException {
      Ancillary.send(socket, text.getBytes(StandardCharsets.UTF_8), List.of(passed));
    }

    /** Sends bytes as they are. */
    void send(byte[] bytes) throws HostException {
      socket.writeFully(bytes);
    }

    /** Sends a command without arguments; the next line. */
    String execute(String command) throws HostException {
      send("{\"execute\": \"" + command + "\"}");
      return line();
    }

    /** Sends a request; the reply, without the events before it. */
    String ask(String request, Fd... passed) throws HostException {
      send(request, passed);
      String reply = line();
      while (reply.startsWith("{\"timestamp\"")) {
        reply = line();
      }
      return reply;
    }

    /**
     * Makes the requests of a file, whose lines are by turns a request and the reply that is
     * wanted, N where the host numbers a thread; those that got another one.
     */
    List<String> differences(String file) throws IOException {
      String text;
      try (InputStream input = RunningEmulator.class.getResourceAsStream(file)) {
        text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
      }
      String[] lines = text.split("\n", -1);
      List<String> different = new ArrayList<>();
      for (int i = 0; i + 1 < lines.length; i += 2) {
        String reply = ask(lines[i]).replaceAll("(thread.id\"?(=|: ))\\d+", "$1N");
        if (!reply.equals(lines[i + 1])) {
          different.add(lines[i] + "\n  " + lines[i + 1] + "\n  " + reply);
        }
      }
      return different;
    }

    /** Adds a block node with these members; the answer. */
    String add(String members, String node) throws HostException {
      send(
          "{\"execute\": \"blockdev-add\", \"arguments\": {\"node-name\": \""
              + node
              + "\", "
              + members
              + "}}");
      return line();
    }

    /** Past greeting and negotiation. */
    Client negotiated() throws HostException {
      assertTrue(line().startsWith("{\"QMP\": "));
      assertEquals("{\"return\": {}}", execute("qmp_capabilities"));
      return this;
    }

    /** Nothing more comes. */
    void expectEnd() throws HostException {
      assertTrue(socket.read(new byte[1], 0, 1) <= 0, "more than expected");
      assertEquals("", received.toString());
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
