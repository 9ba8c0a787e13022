package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.javisor.host.HostException;
import org.javisor.system.lifecycle.TinyKernel;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A debugger's protocol with a whole emulator, and what its monitor says meanwhile. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GdbServerTest {
  private static final int FUZZ_BYTES = Integer.getInteger("javisor.gdb.bytes", 50_000);
  private static final long SEED = Long.getLong("javisor.gdb.seed", 20261125);

  private static final String NOISE = "$#+-cs?gmMPpqvZz,;:.0123456789abcdef}\u0003";

  /** Where the kernel's instructions behind its header are: in a0 a counter, stored and loaded. */
  private static final String CODE = "80200040";

  private static final int[] LOOP = {
    0x802012b7, // lui t0, 0x80201: data, sign-extended
    0x02029293, // slli t0, t0, 32
    0x0202d293, // srli t0, t0, 32
    0x00150513, // addi a0, a0, 1
    0x00a2b023, // sd a0, 0(t0)
    0x0002b583, // ld a1, 0(t0)
    0xff5ff06f, // jal zero, -12
  };

  @TempDir private Path folder;

  private RunningEmulator start(int[] program, String... more) throws IOException {
    Path kernel = folder.resolve("kernel");
    Files.write(kernel, TinyKernel.of(program));
    List<String> all =
        new ArrayList<>(
            List.of(
                "-nodefaults",
                "-m",
                "16M",
                "-kernel",
                kernel.toString(),
                "-gdb",
                "unix:" + folder.resolve("gdb"),
                "-qmp",
                "unix:" + folder.resolve("qmp") + ",server=on,wait=off"));
    all.addAll(List.of(more));
    return RunningEmulator.start(folder, all.toArray(String[]::new));
  }

  private static String packet(String data) {
    int sum = 0;
    for (int i = 0; i < data.length(); i++) {
      sum += data.charAt(i);
    }
    return "$" + data + "#" + (sum % 256 < 16 ? "0" : "") + Integer.toHexString(sum & 0xFF);
  }

  /** The next packet's contents. */
  private static String answer(Client client) throws HostException {
    String _ = client.until("$");
    String data = client.until("#");
    client.send("+");
    return data;
  }

  private static String ask(Client client, String data) throws HostException {
    client.send(packet(data));
    return answer(client);
  }

  private static void expect(Client client, String data, String wanted) throws HostException {
    assertEquals(wanted, ask(client, data), data);
  }

  private static void expectEvents(Client monitor, String... names) throws HostException {
    for (String name : names) {
      String line = monitor.line();
      assertTrue(line.contains("\"event\": \"" + name + "\""), line);
    }
  }

  /** The answer to query-status; events before it do not matter. */
  private static String status(Client monitor) throws HostException {
    String status = monitor.execute("query-status");
    while (status.contains("\"event\"")) {
      status = monitor.line();
    }
    return status;
  }

  private static void expectStatus(Client monitor, String wanted) throws HostException {
    String status = status(monitor);
    assertTrue(status.contains("\"status\": \"" + wanted + "\""), status);
  }

  @Test
  void breakpointsStepsAndWatchpointsStopWhereTheyShould() throws Exception {
    try (RunningEmulator emulator = start(LOOP, "-S");
        Client gdb = emulator.connect(folder.resolve("gdb"));
        Client monitor = emulator.connect(folder.resolve("qmp")).negotiated()) {
      expect(gdb, "?", "T05thread:01;");
      expect(gdb, "Z1," + CODE.replace("40", "50") + ",4", "OK");
      expect(gdb, "c", "T05thread:01;");
      expectEvents(monitor, "RESUME", "STOP");
      expectStatus(monitor, "debug");
      expect(gdb, "p20", "5000208000000000");
      expect(gdb, "pa", "0100000000000000");
      expect(gdb, "m" + CODE + ",4", "b7122080");
      // Not over it by itself, as a debugger expects, but by a step.
      expect(gdb, "c", "T05thread:01;");
      expect(gdb, "pa", "0100000000000000");
      expect(gdb, "s", "T05thread:01;");
      expect(gdb, "p20", "5400208000000000");
      expect(gdb, "c", "T05thread:01;");
      expect(gdb, "pa", "0200000000000000");
      expect(gdb, "z1," + CODE.replace("40", "50") + ",4", "OK");
      expect(gdb, "Z2,80201000,8", "OK");
      expect(gdb, "vCont;c", "T05thread:01;watch:80201000;");
      expect(gdb, "p20", "5400208000000000");
      expect(gdb, "m80201000,8", "0200000000000000");
      expect(gdb, "z2,80201000,8", "OK");
      expect(gdb, "Z3,80201000,8", "OK");
      expect(gdb, "vCont;c", "T05thread:01;rwatch:80201000;");
      expect(gdb, "p20", "5800208000000000");
      expect(gdb, "z3,80201000,8", "OK");
      expect(gdb, "Pa=ff00000000000000", "OK");
      expect(gdb, "M80201000,1:7f", "OK");
      expect(gdb, "m80201000,1", "7f");
      gdb.send(packet("c"));
      for (int i = 0; i < 9; i++) {
        expectEvents(monitor, i % 2 == 0 ? "RESUME" : "STOP");
      }
      gdb.send("\u0003");
      assertEquals("T02thread:01;", answer(gdb));
      expectEvents(monitor, "STOP");
      expectStatus(monitor, "paused");
      expect(gdb, "qRcmd,696e666f20737461747573", "O564d207374617475733a207061757365640d0a");
      assertEquals("OK", answer(gdb));
      expect(gdb, "D", "OK");
      expectEvents(monitor, "RESUME");
      expectStatus(monitor, "running");
      gdb.send(packet("k"));
      gdb.until("+");
      emulator.ends(0, "prog: QEMU: Terminated via GDBstub\n");
    }
  }

  @Test
  void aMonitorsStopIsTheDebuggersToo() throws Exception {
    try (RunningEmulator emulator = start(LOOP, "-S");
        Client gdb = emulator.connect(folder.resolve("gdb"));
        Client monitor = emulator.connect(folder.resolve("qmp")).negotiated()) {
      expect(gdb, "?", "T05thread:01;");
      gdb.send(packet("c"));
      expectEvents(monitor, "RESUME");
      monitor.send("{\"execute\": \"stop\"}");
      expectEvents(monitor, "STOP");
      assertEquals("{\"return\": {}}", monitor.line());
      assertEquals("T02thread:01;", answer(gdb));
    }
  }

  @Test
  void whoeverComesStopsTheGuestAndWhoeverGoesLeavesItSo() throws Exception {
    try (RunningEmulator emulator = start(LOOP);
        Client monitor = emulator.connect(folder.resolve("qmp")).negotiated()) {
      try (Client gdb = emulator.connect(folder.resolve("gdb"))) {
        expect(gdb, "?", "T05thread:01;");
        expect(gdb, "Z0," + CODE + ",4", "OK");
      }
      try (Client gdb = emulator.connect(folder.resolve("gdb"))) {
        expect(gdb, "?", "T05thread:01;");
        expect(gdb, "z0," + CODE + ",4", "E22");
      }
      expectStatus(monitor, "paused");
    }
  }

  /** A client that sends anything: the monitor and the next client are served as ever. */
  @Test
  void aHostileClientHarmsNobody() throws Exception {
    Random random = new Random(SEED);
    try (RunningEmulator emulator = start(LOOP);
        Client monitor = emulator.connect(folder.resolve("qmp")).negotiated()) {
      try (Client gdb = emulator.connect(folder.resolve("gdb"))) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < FUZZ_BYTES; i++) {
          noise.append(NOISE.charAt(random.nextInt(NOISE.length())));
        }
        // k and R are left out: they may do what they say.
        gdb.send("$QStartNoAckMode#b0" + noise);
      } catch (HostException e) {
        // Who does not read the answers loses the connection.
      }
      try (Client gdb = emulator.connect(folder.resolve("gdb"))) {
        expect(gdb, "?", "T05thread:01;");
        expect(gdb, "m" + CODE + ",4", "b7122080");
      }
      String status = status(monitor);
      assertTrue(status.contains("\"running\": false"), status);
    }
  }
}
