package org.javisor.supervisor.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.MessageChannel;
import org.javisor.supervisor.instance.Instances;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.store.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's wire, over a real socket. */
@Timeout(20)
class ListenerTest {
  @TempDir private Path scratch;
  private Path socket = Path.of("/");
  private Listener listener = null;

  @BeforeEach
  void listen() throws IOException {
    Layout layout = new Layout(scratch.resolve("r"), scratch.resolve("s")).ensure();
    socket = layout.daemonSocket();
    Files.writeString(socket, "left by a dead daemon");
    listener =
        Listener.open(
            socket, Instances.load(layout, new EmulatorLauncher(scratch.resolve("none"))));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void socketIsForItsOwnerOnly() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void callsAreAnsweredInOrder() throws Exception {
    assertEquals("{\"parameters\":{\"machines\":[]}}", ask("{\"method\":\"org.javisor.v1.List\"}"));
    assertTrue(
        ask("{\"method\":\"org.javisor.v1.Version\",\"parameters\":{}}")
            .contains("\"protocol\":1"));
  }

  @Test
  void failureHasItsWireName() throws Exception {
    String answer = ask("{\"method\":\"org.javisor.v1.Info\",\"parameters\":{\"name\":\"x\"}}");
    assertTrue(answer.startsWith("{\"error\":\"org.javisor.v1.NotFound\""), answer);
    assertTrue(answer.contains("there is no VM 'x'"), answer);
  }

  @Test
  void wrongRequestsAreAnsweredAndTheConnectionGoesOn() throws Exception {
    try (SocketChannel client = connect()) {
      MessageChannel messages = new MessageChannel(client);
      for (String wrong :
          new String[] {
            "{}",
            "{\"method\":\"org.javisor.v1.Destroy\"}",
            "{\"method\":\"org.javisor.v1.Info\"}",
            "{\"method\":\"org.javisor.v1.Info\",\"parameters\":{\"name\":1}}",
            "{\"method\":\"org.javisor.v1.List\",\"parameters\":{\"nmae\":1}}",
            "{\"method\":\"org.javisor.v1.Console\",\"parameters\":{\"name\":\"x\"}}"
          }) {
        send(client, wrong);
        Optional<JsonObject> answer = messages.read();
        assertEquals("org.javisor.v1.Invalid", answer.orElseThrow().text("error"), wrong);
      }
      send(client, "{\"method\":\"org.javisor.v1.List\"}");
      assertTrue(messages.read().orElseThrow().has("parameters"));
    }
  }

  @Test
  void whatIsNotJsonEndsTheConnection() throws Exception {
    try (SocketChannel client = connect()) {
      MessageChannel messages = new MessageChannel(client);
      send(client, "GET / HTTP/1.0");
      assertEquals("org.javisor.v1.Invalid", messages.read().orElseThrow().text("error"));
      assertEquals(Optional.empty(), messages.read());
    }
  }

  private String ask(String request) throws Exception {
    try (SocketChannel client = connect()) {
      send(client, request);
      return new MessageChannel(client).read().orElseThrow().toString();
    }
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }
}
