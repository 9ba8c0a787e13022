package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.socket.UnixSocket;
import org.javisor.host.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind but sockets, named after what clients of QEMU rely on: null, ringbuf, mux, pipe, file,
 * udp, pty, hotswap.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeviceKindsTest {
  @TempDir Path folder;

  private final RecordingFrontend frontend = new RecordingFrontend();
  private final TestScope scope = new TestScope();
  private int quits;

  private CharacterDevices devices() {
    return new CharacterDevices(
        new CharacterDevices.Surroundings(new FdSets(), scope.notes::add, () -> quits++));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void write(Chardev device, String text) {
    assertTrue(device.write(bytes(text), 0, text.length()));
  }

  private static String read(Fd fd, int length) throws IOException {
    byte[] data = new byte[length];
    return new String(data, 0, fd.readFully(data), StandardCharsets.ISO_8859_1);
  }

  private void refused(String message, ChardevConfig config) {
    assertEquals(
        message, assertThrows(ChardevException.class, () -> scope.open(config)).getMessage());
  }

  private static void makePipe(Path path) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
  }

  @Test
  void nullTakesEverythingAndIsAlwaysConnected() throws Exception {
    try (Chardev device = scope.open(new ChardevConfig.Null(TestScope.common("n")))) {
      assertEquals("null", device.filename());
      write(device, "gone");
      device.attach(frontend);
      frontend.expect("+");
      assertTrue(device.inUse());
      device.detach(frontend);
      assertFalse(device.inUse());
    }
  }

  @Test
  void aRingKeepsTheNewestBytes() throws Exception {
    ChardevConfig.Common common = TestScope.common("r");
    try (RingbufChardev ring = (RingbufChardev) scope.open(new ChardevConfig.Ringbuf(common, 16))) {
      write(ring, "hello");
      assertArrayEquals(bytes("hel"), ring.read(3));
      write(ring, "0123456789abcdefXYZ");
      assertArrayEquals(bytes("3456789abcdefXYZ"), ring.read(100));
      assertEquals(0, ring.read(1).length);
    }
    for (long size : new long[] {0, -16, 3, 24}) {
      refused(
          "size of ringbuf chardev must be power of two", new ChardevConfig.Ringbuf(common, size));
    }
  }

  @Test
  void twoPipesAreTwoDirectionsAndOneIsBoth() throws Exception {
    Path path = folder.resolve("p");
    ChardevConfig config = new ChardevConfig.Pipe(TestScope.common("p"), path.toString());
    refused("Could not open '" + path + "': No such file or directory", config);
    makePipe(folder.resolve("p.in"));
    makePipe(folder.resolve("p.out"));
    try (Fd in = Fd.open(folder.resolve("p.in"), AccessMode.READ_WRITE);
        Fd out = Fd.open(folder.resolve("p.out"), AccessMode.READ_WRITE);
        Chardev device = scope.open(config)) {
      device.attach(frontend);
      in.writeFully(bytes("typed"));
      frontend.expect("+", "typed");
      write(device, "shown");
      assertEquals("shown", read(out, 5));
    }
    makePipe(folder.resolve("p"));
    Files.delete(folder.resolve("p.in"));
    try (Chardev device = scope.open(config)) {
      assertEquals("pipe", device.filename());
      write(device, "echo");
      RecordingFrontend other = new RecordingFrontend();
      device.attach(other);
      other.expect("+", "echo");
    }
  }

  @Test
  void aPipeWithoutReaderIsSlowAndLosesNothing() throws Exception {
    Path path = folder.resolve("p");
    makePipe(path);
    try (Fd out = Fd.open(path, AccessMode.READ_WRITE);
        Chardev device =
            scope.open(
                new ChardevConfig.File(
                    TestScope.common("f"), path.toString(), Optional.empty(), true))) {
      device.attach(frontend);
      byte[] chunk = new byte[1 << 12];
      int sent = 0;
      while (device.ready()) {
        assertTrue(device.write(chunk, 0, chunk.length));
        sent++;
      }
      for (int i = 0; i < sent; i++) {
        assertEquals(chunk.length, out.readFully(new byte[chunk.length]));
      }
      frontend.expectWritable();
      assertTrue(device.ready());
    }
  }

  @Test
  void aFileHasAnInputAndALog() throws Exception {
    Path in = Files.writeString(folder.resolve("in"), "from file");
    Path out = folder.resolve("out");
    Path log = Files.writeString(folder.resolve("log"), "before ");
    ChardevConfig.Common common = new ChardevConfig.Common("f", Optional.of(log.toString()), true);
    try (Chardev device =
        scope.open(
            new ChardevConfig.File(common, out.toString(), Optional.of(in.toString()), false))) {
      device.attach(frontend);
      frontend.expect("+", "from file", "-");
      write(device, "to file");
    }
    assertEquals("to file", Files.readString(out));
    assertEquals("before to file", Files.readString(log));
    ChardevConfig.Common wrong = new ChardevConfig.Common("f", Optional.of("/no/log"), false);
    refused("Could not create '/no/log': No such file or directory", new ChardevConfig.Null(wrong));
  }

  @Test
  void filesComeOutOfSets() throws Exception {
    FdSets sets = new FdSets();
    Path out = folder.resolve("out");
    sets.add(
        Fd.open(out, AccessMode.WRITE_ONLY, OpenFlag.CREATE), Optional.of(7L), Optional.empty());
    ChardevConfig config =
        new ChardevConfig.File(TestScope.common("f"), "/dev/fdset/7", Optional.empty(), false);
    try (Chardev device = new Chardevs(sets, scope.notes::add).open(config, scope)) {
      write(device, "by number");
    }
    assertEquals("by number", Files.readString(out));
    refused("Could not open '/dev/fdset/7': No such file or directory", config);
  }

  @Test
  void aTerminalComesAndGoes() throws Exception {
    Path link = folder.resolve("tty");
    try (Chardev device =
        scope.open(new ChardevConfig.Pty(TestScope.common("t"), Optional.of(link.toString())))) {
      Path path = Path.of(CharacterDevices.terminal(device).orElseThrow());
      assertEquals("pty:" + path, device.filename());
      assertEquals(path, Files.readSymbolicLink(link));
      write(device, "lost: nobody is there");
      device.attach(frontend);
      for (int i = 0; i < 3; i++) {
        try (Fd user = Fd.open(path, AccessMode.READ_WRITE, OpenFlag.NOCTTY)) {
          assertTrue(Terminal.isTerminal(user));
          user.writeFully(bytes("in\r"));
          frontend.expect("+");
          frontend.expectBytes("in\r");
          write(device, "out\n");
          assertEquals("out\n", read(user, 4));
        }
        frontend.expect("-");
      }
    }
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aTerminalThatNobodyReadsStallsNothing() throws Exception {
    try (Chardev device =
        scope.open(new ChardevConfig.Pty(TestScope.common("t"), Optional.empty()))) {
      Path path = Path.of(CharacterDevices.terminal(device).orElseThrow());
      device.attach(frontend);
      try (Fd user = Fd.open(path, AccessMode.READ_WRITE, OpenFlag.NOCTTY)) {
        frontend.expect("+");
        byte[] chunk = new byte[1000];
        while (device.ready()) {
          assertTrue(device.write(chunk, 0, chunk.length));
        }
        assertTrue(user.isOpen());
      }
      frontend.expect("-");
      assertTrue(device.ready(), "with nobody there output is dropped");
    }
  }

  @Test
  void datagramsAreAStreamWithoutPromises() throws Exception {
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      ChardevConfig config =
          new ChardevConfig.Udp(
              TestScope.common("u"),
              TestScope.tcp("127.0.0.1", peer.getLocalPort()),
              Optional.of(TestScope.tcp("127.0.0.1", 0)));
      try (Chardev device = scope.open(config)) {
        assertEquals("udp", device.filename());
        device.attach(frontend);
        frontend.expect("+");
        write(device, "ping");
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        peer.receive(packet);
        assertEquals(4, packet.getLength());
        frontend.room = 3;
        byte[] answer = bytes("pong");
        peer.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        frontend.expectBytes("pong");
      }
    }
    refused(
        "socket type unsupported for datagram",
        new ChardevConfig.Udp(TestScope.common("u"), TestScope.unix("/x"), Optional.empty()));
  }

  private void refusedHub(CharacterDevices all, String message, String... devices) {
    ChardevConfig hub = new ChardevConfig.Hub(TestScope.common("h"), List.of(devices));
    assertEquals(
        message, assertThrows(ChardevException.class, () -> all.add(hub, scope)).getMessage());
  }

  @Test
  void aHubHasSeveralDevicesForOneUser() throws Exception {
    try (CharacterDevices all = devices()) {
      for (String name : new String[] {"a", "b", "c", "d", "e"}) {
        Chardev _ = all.add(new ChardevConfig.Ringbuf(TestScope.common(name), 64), scope);
      }
      refusedHub(all, "hub: 'chardevs' list is not defined");
      refusedHub(all, "hub: chardev can't be found by id 'zz'", "a", "zz");
      refusedHub(all, "chardev 'a' is already in use", "a", "a");
      refusedHub(all, "hub: too many uses of chardevs 'h' (maximum is 4)", "a", "b", "c", "d", "e");
      Chardev hub =
          all.add(new ChardevConfig.Hub(TestScope.common("hub"), List.of("a", "b")), scope);
      refusedHub(all, "chardev 'b' is already in use", "b");
      refusedHub(
          all,
          "hub: multiplexers and hub devices can't be stacked, check chardev 'hub',"
              + " chardev should not be a hub device or have 'mux=on' enabled",
          "hub");
      assertEquals("hub", hub.filename());
      assertEquals(
          "Chardev 'a' is busy",
          assertThrows(ChardevException.class, () -> all.remove("a")).getMessage());
      all.use("hub", frontend);
      frontend.expect("+");
      write(hub, "both");
      for (String name : new String[] {"a", "b"}) {
        assertEquals("both", new String(all.ringbuf(name).read(64), StandardCharsets.US_ASCII));
      }
      hub.detach(frontend);
      all.remove("hub");
      all.remove("a");
    }
  }

  @Test
  void allDevicesOfAHubAreHeard() throws Exception {
    try (CharacterDevices all = devices()) {
      makePipe(folder.resolve("one"));
      makePipe(folder.resolve("two"));
      try (Fd one = Fd.open(folder.resolve("one"), AccessMode.READ_WRITE);
          Fd two = Fd.open(folder.resolve("two"), AccessMode.READ_WRITE)) {
        for (String name : new String[] {"one", "two"}) {
          Chardev _ =
              all.add(
                  new ChardevConfig.File(
                      TestScope.common(name),
                      folder.resolve(name + ".out").toString(),
                      Optional.of(folder.resolve(name).toString()),
                      false),
                  scope);
        }
        Chardev hub =
            all.add(new ChardevConfig.Hub(TestScope.common("hub"), List.of("one", "two")), scope);
        all.use("hub", frontend);
        frontend.expect("+");
        one.writeFully(bytes("first"));
        frontend.expectBytes("first");
        two.writeFully(bytes("second"));
        frontend.expectBytes("second");
        hub.sendBreak();
        frontend.expect("break");
      }
    }
  }

  @Test
  void aMultiplexerHasSeveralUsersAndKeysOfItsOwn() throws Exception {
    Path screen = folder.resolve("screen");
    try (CharacterDevices all = devices()) {
      final RecordingFrontend serial = new RecordingFrontend();
      makePipe(folder.resolve("tty"));
      try (Fd keys = Fd.open(folder.resolve("tty"), AccessMode.READ_WRITE)) {
        Chardev base =
            all.add(
                new ChardevConfig.File(
                    TestScope.common("m-base"),
                    screen.toString(),
                    Optional.of(folder.resolve("tty").toString()),
                    false),
                scope);
        Chardev mux = all.add(new ChardevConfig.Mux(TestScope.common("m"), "m-base"), scope);
        assertEquals("mux", mux.filename());
        all.use("m", frontend);
        frontend.expect("+", "focus");
        all.use("m", serial);
        serial.expect("+", "focus");
        frontend.expect("no focus");
        keys.writeFully(bytes("a\1bb\1\1"));
        serial.expectBytes("a");
        serial.expect("break");
        serial.expectBytes("b\1");
        keys.writeFully(bytes("\1c"));
        serial.expect("no focus");
        frontend.expect("focus");
        keys.writeFully(bytes("help\1x"));
        frontend.expectBytes("help");
        write(mux, "out");
        keys.writeFully(bytes("\1t\1h!"));
        frontend.expectBytes("!");
        write(mux, "a\nb");
        assertTrue(base.inUse());
        assertEquals(1, quits);
        for (String id : new String[] {"m", "m-base"}) {
          assertEquals(
              "Chardev '" + id + "' is busy",
              assertThrows(ChardevException.class, () -> all.remove(id)).getMessage());
        }
        all.use("m", new RecordingFrontend());
        all.use("m", new RecordingFrontend());
        assertEquals(
            "too many uses of multiplexed chardev 'm' (maximum is 4)",
            assertThrows(ChardevException.class, () -> all.use("m", new RecordingFrontend()))
                .getMessage());
      }
    }
    String shown = Files.readString(screen);
    assertTrue(shown.contains("out"), shown);
    assertTrue(shown.contains("C-a c    switch between console and monitor"), shown);
    assertTrue(shown.matches("(?s).*a\n\\[\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\] b"), shown);
  }

  @Test
  void aMultiplexersKeysWorkWhileItsUserTakesNothing() throws Exception {
    try (CharacterDevices all = devices()) {
      makePipe(folder.resolve("tty"));
      try (Fd keys = Fd.open(folder.resolve("tty"), AccessMode.READ_WRITE)) {
        all.add(
            new ChardevConfig.Pipe(TestScope.common("b"), folder.resolve("tty").toString()), scope);
        all.add(new ChardevConfig.Mux(TestScope.common("m"), "b"), scope);
        RecordingFrontend stuck = new RecordingFrontend();
        Chardev mux = all.use("m", frontend);
        all.use("m", stuck);
        stuck.expect("+", "focus");
        stuck.room = 0;
        keys.writeFully(bytes("early\1c"));
        stuck.expect("no focus");
        frontend.expect("+", "focus", "no focus", "focus");
        keys.writeFully(bytes("ok\1c"));
        frontend.expectBytes("ok");
        stuck.expect("focus");
        stuck.room = 2;
        mux.inputWanted();
        stuck.expect("ea");
        mux.inputWanted();
        stuck.expect("rl");
        mux.inputWanted();
        stuck.expect("y");
      }
    }
  }

  @Test
  void aDeviceIsExchangedUnderItsUser() throws Exception {
    try (CharacterDevices all = devices()) {
      ChardevConfig.Common common = TestScope.common("c");
      all.add(new ChardevConfig.Null(common), scope);
      Swapping user = new Swapping();
      all.use("c", user);
      Path path = folder.resolve("s");
      ChardevConfig next =
          new ChardevConfig.Socket(common, TestScope.unix(path), SocketOptions.plain(true));
      Chardev changed = all.change(next, scope);
      assertEquals(changed, user.now);
      try (Fd client = UnixSocket.connect(path)) {
        client.writeFully(bytes("new"));
        user.told.expect("+", "+", "new");
      }
      assertEquals(
          "size of ringbuf chardev must be power of two",
          assertThrows(
                  ChardevException.class,
                  () -> all.change(new ChardevConfig.Ringbuf(common, 3), scope))
              .getMessage());
      assertEquals(changed, all.find("c").orElseThrow());
      all.add(new ChardevConfig.Null(TestScope.common("d")), scope);
      all.use("d", frontend);
      assertEquals(
          "Chardev user does not support chardev hotswap",
          assertThrows(
                  ChardevException.class,
                  () -> all.change(new ChardevConfig.Null(TestScope.common("d")), scope))
              .getMessage());
      assertEquals(
          "Chardev 'zz' does not exist",
          assertThrows(
                  ChardevException.class,
                  () -> all.change(new ChardevConfig.Null(TestScope.common("zz")), scope))
              .getMessage());
    }
  }

  /** Hands everything to a recording one. */
  private static final class Swapping implements CharacterDevices.HotSwap {
    private final RecordingFrontend told = new RecordingFrontend();
    private Chardev now;

    @Override
    public void swapped(Chardev device) {
      now = device;
    }

    @Override
    public void opened() {
      told.opened();
    }

    @Override
    public void received(byte[] data, int length, List<Fd> descriptors) {
      told.received(data, length, descriptors);
    }

    @Override
    public void closed() {
      told.closed();
    }
  }

  @Test
  void removingLeavesNothingOpen() throws Exception {
    try (CharacterDevices all = devices()) {
      cycle(all, 0);
      int threads = Thread.activeCount();
      var before = FdTable.open();
      for (int i = 0; i < 50; i++) {
        cycle(all, i);
      }
      while (!before.containsAll(FdTable.open())) {
        Thread.onSpinWait(); // A reader that is just leaving has its descriptor a moment longer.
      }
      while (Thread.activeCount() > threads + 2) {
        Thread.onSpinWait(); // Their last steps need a moment; that they end is the rule.
      }
    }
  }

  private void cycle(CharacterDevices all, int round) throws ChardevException {
    ChardevConfig.Common common = TestScope.common("c" + round);
    for (ChardevConfig config :
        List.of(
            new ChardevConfig.Null(common),
            new ChardevConfig.Pty(common, Optional.empty()),
            new ChardevConfig.Ringbuf(common, 16),
            new ChardevConfig.Socket(
                common, TestScope.unix(folder.resolve("s")), SocketOptions.plain(true)),
            new ChardevConfig.Socket(
                common, TestScope.tcp("127.0.0.1", 0), SocketOptions.plain(true)))) {
      Chardev device = all.add(config, scope);
      device.attach(frontend);
      device.detach(frontend);
      all.remove(common.id());
    }
  }
}
