package org.javisor.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guest's end is a real socket that the test holds. */
@Timeout(20)
class ConsoleHubTest {
  @TempDir private Path scratch;
  private SocketChannel guest = SocketChannel.open(StandardProtocolFamily.UNIX);
  private ConsoleHub hub = null;

  ConsoleHubTest() throws IOException {}

  @BeforeEach
  void connect() throws IOException {
    guest.close();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(scratch.resolve("s"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      SocketChannel ours = SocketChannel.open(address);
      guest = server.accept();
      hub = ConsoleHub.start("vm", ours, scratch.resolve("console.log"));
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    guest.close();
    hub.close();
  }

  @Test
  void everyClientSeesTheOutputAndTheLogKeepsIt() throws Exception {
    ConsoleClient first = hub.attach(true);
    ConsoleClient second = hub.attach(false);
    send("hello");
    guest.close();
    assertEquals("hello", drain(first));
    assertEquals("hello", drain(second));
    hub.awaitEnd();
    assertEquals("hello", Files.readString(scratch.resolve("console.log")));
  }

  @Test
  void lateClientGetsWhatWasKept() throws Exception {
    ConsoleClient early = hub.attach(true);
    send("kept");
    byte[] seen = new byte[10];
    assertEquals(4, early.take(seen));
    ConsoleClient late = hub.attach(true);
    ConsoleClient fresh = hub.attach(false);
    send("new");
    guest.close();
    assertEquals("keptnew", drain(late));
    assertEquals("new", drain(fresh));
  }

  @Test
  void clientThatDoesNotReadHoldsUpNobodyAndIsTold() throws Exception {
    ConsoleClient idle = hub.attach(true);
    String chunk = "x".repeat(10_000);
    for (int i = 0; i < 100; i++) {
      send(chunk);
    }
    guest.close();
    hub.awaitEnd();
    String seen = drain(idle);
    assertTrue(
        seen.startsWith("\r\n[javisor: 737856 bytes of output skipped]"), seen.substring(0, 60));
    assertEquals(1_000_000, Files.size(scratch.resolve("console.log")));
  }

  @Test
  void inputReachesTheGuest() throws Exception {
    hub.type(ByteBuffer.wrap("ls\n".getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer got = ByteBuffer.allocate(3);
    while (got.hasRemaining()) {
      assertTrue(guest.read(got) >= 0);
    }
    assertEquals("ls\n", new String(got.array(), StandardCharsets.US_ASCII));
  }

  @Test
  void detachedClientEndsAtOnce() throws Exception {
    ConsoleClient client = hub.attach(true);
    assertEquals(1, hub.clientCount());
    hub.detach(client);
    assertEquals(-1, client.take(new byte[1]));
    assertEquals(0, hub.clientCount());
  }

  private void send(String text) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (out.hasRemaining()) {
      guest.write(out);
    }
  }

  private static String drain(ConsoleClient client) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    byte[] chunk = new byte[4096];
    for (int count = client.take(chunk); count >= 0; count = client.take(chunk)) {
      text.append(new String(chunk, 0, count, StandardCharsets.US_ASCII));
    }
    return text.toString();
  }
}
