package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.tls.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Character devices and clients that others wrote: socat, telnet, Java's own WebSocket. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealClientsTest {
  @TempDir Path folder;

  private final RecordingFrontend frontend = new RecordingFrontend();
  private final TestScope scope = new TestScope();

  private static void write(Chardev device, String text) {
    byte[] data = text.getBytes(StandardCharsets.US_ASCII);
    assertTrue(device.write(data, 0, data.length));
  }

  private static ChardevConfig server(SocketOptions.Protocol protocol) {
    SocketOptions plain = SocketOptions.plain(true);
    return new ChardevConfig.Socket(
        TestScope.common("c"),
        TestScope.tcp("127.0.0.1", 0),
        new SocketOptions(
            true, plain.await(), plain.noDelay(), protocol, plain.reconnect(), plain.tls()));
  }

  /** The port that the system chose for a listening device. */
  private static String port(Chardev device) {
    String name = device.filename();
    int colon = name.lastIndexOf(':');
    return name.substring(colon + 1, name.indexOf(',', colon));
  }

  private void socat(Chardev device, String address) throws Exception {
    device.attach(frontend);
    try (Tool socat = Tool.start(List.of("socat", "-", address))) {
      frontend.expect("+");
      write(device, "from the device\n");
      socat.until("from the device\n");
      socat.type("hello\n");
      frontend.expectBytes("hello\n");
      socat.endInput();
      frontend.expect("-");
    }
  }

  private static void needsSocat() {
    assumeTrue(Tool.isInstalled("socat"), "skipped: socat is not installed");
  }

  @Test
  void socatConnectsToAPath() throws Exception {
    needsSocat();
    Path path = folder.resolve("s");
    try (Chardev device = scope.open(TestScope.socket(TestScope.unix(path), true))) {
      socat(device, "UNIX-CONNECT:" + path);
    }
  }

  @Test
  void socatConnectsToAPort() throws Exception {
    needsSocat();
    try (Chardev device = scope.open(server(SocketOptions.Protocol.PLAIN))) {
      socat(device, "TCP:127.0.0.1:" + port(device));
    }
  }

  @Test
  void socatOpensATerminal() throws Exception {
    needsSocat();
    try (Chardev device =
        scope.open(new ChardevConfig.Pty(TestScope.common("p"), Optional.empty()))) {
      socat(device, device.filename().substring("pty:".length()) + ",rawer");
    }
  }

  @Test
  void socatServesUsAndWeReachIt() throws Exception {
    needsSocat();
    Path path = folder.resolve("theirs");
    try (Tool socat = Tool.start(List.of("socat", "-d", "-d", "-", "UNIX-LISTEN:" + path))) {
      socat.until("listening on");
      try (Chardev device = scope.open(TestScope.socket(TestScope.unix(path), false))) {
        assertEquals("unix:" + path, device.filename());
        device.attach(frontend);
        frontend.expect("+");
        write(device, "from the device\n");
        socat.until("from the device\n");
        socat.type("hello\n");
        frontend.expectBytes("hello\n");
      }
      frontend.expect("-");
    }
  }

  @Test
  void socatAnswersDatagrams() throws Exception {
    needsSocat();
    try (Tool socat =
        Tool.start(List.of("socat", "-d", "-d", "-", "UDP-LISTEN:0,bind=127.0.0.1"))) {
      socat.until("127.0.0.1:");
      int port = Integer.parseInt(socat.until("\n").strip());
      ChardevConfig config =
          new ChardevConfig.Udp(
              TestScope.common("u"), TestScope.tcp("127.0.0.1", port), Optional.empty());
      try (Chardev device = scope.open(config)) {
        device.attach(frontend);
        frontend.expect("+");
        write(device, "from the device\n");
        socat.until("from the device\n");
        socat.type("hello\n");
        frontend.expectBytes("hello\n");
      }
    }
  }

  @Test
  void telnetNegotiatesAndItsEscapesAreNotSeen() throws Exception {
    assumeTrue(Tool.isInstalled("telnet"), "skipped: telnet is not installed");
    try (Chardev device = scope.open(server(new SocketOptions.Protocol(true, false, false)))) {
      device.attach(frontend);
      try (Tool telnet = Tool.start(List.of("telnet", "127.0.0.1", port(device)))) {
        frontend.expect("+");
        write(device, "caf\u007f>");
        telnet.until("caf\u007f>"); // By then it has answered what we asked it to do.
        telnet.type("hello");
        frontend.expectBytes("hello");
      }
      frontend.expect("-");
    }
  }

  @Test
  void javaSpeaksWebSocketWithUs() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (HttpClient client = HttpClient.newHttpClient();
        Chardev device = scope.open(server(new SocketOptions.Protocol(false, false, true)))) {
      device.attach(frontend);
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("binary")
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port(device) + "/"), new Listener(received))
              .join();
      frontend.expect("+");
      assertEquals("binary", socket.getSubprotocol());
      write(device, "from the device");
      assertEquals("from the device", received.take());
      WebSocket _ =
          socket
              .sendBinary(ByteBuffer.wrap("hel".getBytes(StandardCharsets.US_ASCII)), false)
              .join();
      WebSocket _ =
          socket.sendBinary(ByteBuffer.wrap("lo".getBytes(StandardCharsets.US_ASCII)), true).join();
      frontend.expectBytes("hello");
      WebSocket _ = socket.sendPing(ByteBuffer.wrap(new byte[] {'p'})).join();
      assertEquals("pong p", received.take());
      WebSocket _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").join();
      frontend.expect("-");
      assertEquals("closed", received.take());
    }
  }

  /** Tells what the device sends. */
  private record Listener(BlockingQueue<String> received) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      received.add(StandardCharsets.US_ASCII.decode(data).toString());
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      received.add("pong " + StandardCharsets.US_ASCII.decode(message));
      return WebSocket.Listener.super.onPong(socket, message);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      received.add("closed");
      return WebSocket.Listener.super.onClose(socket, status, reason);
    }
  }
}
