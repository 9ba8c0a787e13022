package org.javisor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.UnixSocket;
import org.javisor.supervisor.provision.debian.HostTools;

/**
 * The monitor under load: round trips per second beside QEMU where one is installed, and ten
 * thousand connections and passed descriptors, after which nothing may have grown.
 */
final class MonitorBench {
  private static final int WARM_UP = 20_000;
  private static final int ROUND_TRIPS = 20_000;
  private static final int CYCLES = 10_000;
  private static final String NEGOTIATE = "{\"execute\": \"qmp_capabilities\"}";

  private MonitorBench() {}

  /** Arguments: the folder of the distribution. */
  static void main(String[] arguments) throws Exception {
    Path ours = Path.of(arguments[0], "bin/javisor-system-riscv64").toAbsolutePath();
    roundTrips("javisor", ours);
    for (String name : new String[] {"qemu10-riscv64", "qemu-system-riscv64"}) {
      Optional<Path> other = HostTools.find(name);
      if (other.isPresent()) {
        roundTrips(name, other.get());
      }
    }
    soak(ours);
  }

  /** A machine that never runs. */
  private static MonitorProcess start(Path program) throws IOException {
    return MonitorProcess.start(
        List.of(
            program.toString(),
            "-M",
            "virt",
            "-m",
            "64M",
            "-S",
            "-nodefaults",
            "-display",
            "none"));
  }

  private static long entries(MonitorProcess process, String what) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/" + process.child().pid() + "/" + what))) {
      for (Path _ : all) {
        count++;
      }
    }
    return count;
  }

  /** Descriptors, threads, and resident KiB. */
  private static String figures(MonitorProcess process) throws IOException {
    String resident = "?";
    for (String line : Files.readAllLines(Path.of("/proc/" + process.child().pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        resident = line.substring("VmRSS:".length()).strip();
      }
    }
    return entries(process, "fd")
        + " descriptors, "
        + entries(process, "task")
        + " threads, "
        + resident;
  }

  /** One connection. */
  private static final class Client implements AutoCloseable {
    private final Fd socket;
    private final byte[] buffer = new byte[1 << 16];
    private int length;

    Client(Path path) throws HostException {
      socket = UnixSocket.connect(path);
    }

    String line() throws IOException {
      while (true) {
        for (int i = 0; i + 1 < length; i++) {
          if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
            String line = new String(buffer, 0, i, StandardCharsets.US_ASCII);
            length -= i + 2;
            System.arraycopy(buffer, i + 2, buffer, 0, length);
            return line;
          }
        }
        int count = socket.read(buffer, length, buffer.length - length);
        if (count <= 0) {
          throw new IOException("the connection ended");
        }
        length += count;
      }
    }

    String ask(String request, Fd... passed) throws IOException {
      Ancillary.send(socket, request.getBytes(StandardCharsets.US_ASCII), List.of(passed));
      return line();
    }

    Client negotiated() throws IOException {
      String _ = line();
      String _ = ask(NEGOTIATE);
      return this;
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static void roundTrips(String name, Path program) throws Exception {
    try (MonitorProcess process = start(program);
        Client client = new Client(process.socket()).negotiated()) {
      String request = "{\"execute\": \"query-status\"}\n";
      for (int i = 0; i < WARM_UP; i++) {
        String _ = client.ask(request);
      }
      long[] nanos = new long[ROUND_TRIPS];
      long begun = System.nanoTime();
      for (int i = 0; i < ROUND_TRIPS; i++) {
        long sent = System.nanoTime();
        String _ = client.ask(request);
        nanos[i] = System.nanoTime() - sent;
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      Arrays.sort(nanos);
      System.out.printf(
          "query-status %-22s %8.0f /s   median %6.3f ms   p99 %6.3f ms   max %6.1f ms%n",
          name,
          ROUND_TRIPS / seconds,
          nanos[ROUND_TRIPS / 2] / 1e6,
          nanos[ROUND_TRIPS * 99 / 100] / 1e6,
          nanos[ROUND_TRIPS - 1] / 1e6);
    }
  }

  private static void soak(Path program) throws Exception {
    try (MonitorProcess process = start(program);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY)) {
      connections(process, CYCLES / 10);
      descriptors(process, nothing, CYCLES / 10);
      System.out.println("after a tenth              " + figures(process));
      connections(process, CYCLES);
      System.out.println("after " + CYCLES + " connections    " + figures(process));
      descriptors(process, nothing, CYCLES);
      System.out.println("after " + CYCLES + " add/remove-fd  " + figures(process));
    }
  }

  private static void connections(MonitorProcess process, int cycles) throws IOException {
    for (int i = 0; i < cycles; i++) {
      try (Client client = new Client(process.socket())) {
        Client _ = client.negotiated();
      }
    }
  }

  private static void descriptors(MonitorProcess process, Fd passed, int pairs) throws IOException {
    try (Client client = new Client(process.socket()).negotiated()) {
      for (int i = 0; i < pairs; i++) {
        require(client.ask("{\"execute\": \"add-fd\", \"arguments\": {\"fdset-id\": 1}}", passed));
        require(client.ask("{\"execute\": \"remove-fd\", \"arguments\": {\"fdset-id\": 1}}"));
      }
    }
  }

  private static void require(String answer) throws IOException {
    if (!answer.startsWith("{\"return\"")) {
      throw new IOException("unexpected: " + answer);
    }
  }
}
