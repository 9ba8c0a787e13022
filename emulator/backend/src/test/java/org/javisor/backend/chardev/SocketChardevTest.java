package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.UnixSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketChardevTest {
  @TempDir Path folder;

  private final RecordingFrontend frontend = new RecordingFrontend();
  private Path path = Path.of("/");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("s");
  }

  private final TestScope scope = new TestScope();

  private ChardevConfig config(boolean server) {
    return TestScope.socket(TestScope.unix(path), server);
  }

  private ChardevConfig passed(Fd fd, boolean server) {
    scope.named.put("it", fd);
    return TestScope.socket(new SocketTarget.Descriptor("it"), server);
  }

  private static ChardevConfig file(Path path, boolean append) {
    return new ChardevConfig.File(TestScope.common("f"), path.toString(), Optional.empty(), append);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(Chardev device, String text) {
    assertTrue(device.write(bytes(text), 0, text.length()));
  }

  private static String read(Fd fd, int length) throws IOException {
    byte[] data = new byte[length];
    return new String(data, 0, fd.readFully(data), StandardCharsets.US_ASCII);
  }

  private void refused(ChardevConfig config, String message) {
    assertEquals(
        message, assertThrows(ChardevException.class, () -> scope.open(config)).getMessage());
  }

  @Test
  void aServerTalksWithItsClient() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      assertEquals("disconnected:unix:" + path + ",server=on", device.filename());
      device.attach(frontend);
      try (Fd client = UnixSocket.connect(path)) {
        device.awaitClient();
        frontend.expect("+");
        assertEquals("unix:" + path + ",server=on", device.filename());
        client.writeFully(bytes("in"));
        frontend.expect("in");
        write(device, "out");
        assertEquals("out", read(client, 3));
      }
      frontend.expect("-");
    }
  }

  @Test
  void clientsAreServedOneAfterTheOther() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      device.attach(frontend);
      Fd first = UnixSocket.connect(path);
      frontend.expect("+");
      try (Fd second = UnixSocket.connect(path)) {
        second.writeFully(bytes("early"));
        first.writeFully(bytes("a"));
        frontend.expect("a");
        assertFalse(frontend.hasMore());
        first.close();
        frontend.expect("-", "+", "early");
      }
      frontend.expect("-");
    }
  }

  @Test
  void aClientThatStopsSendingHasLeft() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      device.attach(frontend);
      try (Fd client = UnixSocket.connect(path)) {
        frontend.expect("+");
        UnixSocket.shutdown(client);
        frontend.expect("-");
        assertEquals("", read(client, 1));
      }
    }
  }

  @Test
  void disconnectEndsTheConnectionOnly() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      device.attach(frontend);
      try (Fd client = UnixSocket.connect(path)) {
        frontend.expect("+");
        device.disconnect();
        frontend.expect("-");
        assertEquals("", read(client, 1));
      }
      UnixSocket.connect(path).close();
      frontend.expect("+", "-");
    }
  }

  @Test
  void whatIsWrittenWithNobodyThereIsDropped() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      device.attach(frontend);
      write(device, "lost");
      try (Fd client = UnixSocket.connect(path)) {
        frontend.expect("+");
        write(device, "kept");
        assertEquals("kept", read(client, 4));
      }
    }
  }

  @Test
  void aClientThatDoesNotReadCannotHoldUpTheWriter() throws Exception {
    try (Chardev device = scope.open(config(true))) {
      device.attach(frontend);
      try (Fd client = UnixSocket.connect(path)) {
        frontend.expect("+");
        byte[] chunk = new byte[1 << 20];
        int taken = 0;
        while (device.write(chunk, 0, chunk.length)) {
          assertTrue(taken++ < 100, "no bound");
        }
        assertFalse(device.ready());
        for (int i = 0; i < taken; i++) {
          assertEquals(chunk.length, client.readFully(new byte[chunk.length]));
        }
        frontend.expectWritable();
        assertTrue(device.ready());
        while (!device.write(bytes("x"), 0, 1)) {
          Thread.onSpinWait();
        }
        assertEquals("x", read(client, 1));
      }
      frontend.expect("-");
    }
  }

  @Test
  void descriptorsArriveWithTheirBytes() throws Exception {
    try (Chardev device = scope.open(config(true));
        Pipe pipe = Pipe.open()) {
      device.attach(frontend);
      try (Fd client = UnixSocket.connect(path)) {
        Ancillary.send(client, bytes("fd"), List.of(pipe.writeEnd()));
        frontend.expect("+", "fd");
        try (Fd theirs = frontend.descriptors.take()) {
          theirs.writeFully(bytes("y"));
        }
        assertEquals("y", read(pipe.readEnd(), 1));
      }
    }
  }

  @Test
  void closingSendsWhatIsQueuedAndRemovesThePath() throws Exception {
    Chardev device = scope.open(config(true));
    device.attach(frontend);
    try (Fd client = UnixSocket.connect(path)) {
      frontend.expect("+");
      write(device, "last words");
      device.close();
      assertEquals("last words", read(client, 100));
      assertFalse(Files.exists(path));
    }
    frontend.expect("-");
  }

  @Test
  void aServerReplacesTheSocketOfOneThatWasKilledButNoFile() throws Exception {
    UnixSocket.listen(path, 0600, 1).close();
    assertTrue(Files.exists(path));
    scope.open(config(true)).close();
    Files.writeString(path, "precious");
    refused(config(true), "Failed to bind socket to " + path + ": Address already in use");
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void aServerReplacesNeitherPipeNorDevice() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    refused(config(true), "Failed to bind socket to " + path + ": Address already in use");
    assertTrue(Files.exists(path));
    Files.delete(path);
    Files.createSymbolicLink(path, Path.of("/dev/zero"));
    refused(config(true), "Failed to bind socket to " + path + ": Address already in use");
    assertTrue(Files.isSymbolicLink(path));
  }

  @Test
  void whatHasTakenTheSocketsPlaceStays() throws Exception {
    try (Chardev _ = scope.open(config(true))) {
      Files.delete(path);
      Files.writeString(path, "precious");
    }
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void aClientConnectsAndTellsWhenTheServerLeaves() throws Exception {
    try (Fd listener = UnixSocket.listen(path, 0600, 1);
        Chardev device = scope.open(config(false))) {
      device.attach(frontend);
      Fd server = UnixSocket.accept(listener);
      frontend.expect("+");
      assertEquals("unix:" + path, device.filename());
      server.writeFully(bytes("hello"));
      frontend.expect("hello");
      write(device, "yes");
      assertEquals("yes", read(server, 3));
      server.close();
      frontend.expect("-");
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void aPassedListenerServesAndItsPathIsRemoved() throws Exception {
    Fd listener = UnixSocket.listen(path, 0600, 5);
    try (Fd early = UnixSocket.connect(path)) {
      early.writeFully(bytes("before"));
      Chardev device = scope.open(passed(listener, true));
      device.attach(frontend);
      frontend.expect("+", "before");
      assertEquals("unix:" + path + ",server=on", device.filename());
      device.close();
      frontend.expect("-");
    }
    assertFalse(Files.exists(path));
    assertFalse(listener.isOpen());
  }

  @Test
  void aPassedConnectionIsUsedAsItIs() throws Exception {
    List<Fd> pair = UnixSocket.pair();
    try (Fd other = pair.get(1);
        Chardev device = scope.open(passed(pair.get(0), false))) {
      assertEquals("unix:", device.filename());
      device.attach(frontend);
      other.writeFully(bytes("a"));
      frontend.expect("+", "a");
    }
    frontend.expect("-");
    assertFalse(pair.get(0).isOpen());
  }

  @Test
  void aPassedConnectionThatDoesNotBlockIsMadeTo() throws Exception {
    List<Fd> pair = UnixSocket.pair();
    pair.get(0).setNonBlocking(true);
    try (Fd peer = pair.get(1);
        Chardev device = scope.open(passed(pair.get(0), false))) {
      device.attach(frontend);
      frontend.expect("+");
      peer.writeFully(bytes("in"));
      frontend.expect("in");
      peer.writeFully(bytes("more"));
      frontend.expect("more");
    }
  }

  @Test
  void wrongDescriptorsAreRefusedAndClosed() throws Exception {
    List<Fd> pair = UnixSocket.pair();
    refused(passed(pair.get(0), true), "Failed to listen on fd socket: Invalid argument");
    assertFalse(pair.get(0).isOpen());
    pair.get(1).close();
    try (Pipe pipe = Pipe.open()) {
      Fd end = pipe.readEnd();
      refused(passed(end, true), "File descriptor 'it' is not a socket");
      assertFalse(end.isOpen());
      refused(passed(end, false), "File descriptor 'it' is not a socket");
    }
  }

  @Test
  void failuresNameTheSocket() {
    refused(config(false), "Failed to connect to '" + path + "': No such file or directory");
    path = folder.resolve("missing/s");
    refused(config(true), "Failed to bind socket to " + path + ": No such file or directory");
    path = Path.of("/" + "x".repeat(107));
    refused(
        config(true),
        "UNIX socket path '" + path + "' is too long\nPath must be less than 108 bytes");
  }

  @Test
  void filesAreWrittenFromTheBeginningOrTheEnd() throws Exception {
    Path file = folder.resolve("log");
    for (boolean append : new boolean[] {false, true, true}) {
      try (Chardev device = scope.open(file(file, append))) {
        device.attach(frontend);
        write(device, "line\n");
      }
    }
    assertEquals("line\nline\nline\n", Files.readString(file));
    try (Chardev device = scope.open(file(file, false))) {
      write(device, "new");
    }
    assertEquals("new", Files.readString(file));
    Path nowhere = folder.resolve("missing/log");
    refused(file(nowhere, false), "Could not open '" + nowhere + "': No such file or directory");
  }

  @Test
  void aFullDiskIsNotTheGuestsProblem() throws Exception {
    try (Chardev device = scope.open(file(Path.of("/dev/full"), false))) {
      write(device, "x");
      write(device, "y");
      assertTrue(device.ready());
    }
  }
}
