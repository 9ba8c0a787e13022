package org.javisor.qmp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostileClientTest {
  private static final String[] REQUESTS = {
    "{'execute': 'query-status', 'id': [1, {'a': null}]}",
    "{'execute': 'blockdev-add', 'arguments': {'driver': 'file', 'filename': 'x', 'read-only':"
        + " true}}",
    "{'execute': 'blockdev-add', 'arguments': {'driver': 'raw', 'file': {'driver': 'file'}}}",
    "{'execute': 'device_add', 'arguments': {'driver': 'd', 'id': 'i', 'x': 1e3}}",
    "{'execute': 'add-fd', 'arguments': {'fdset-id': 99999999999999999999}}",
    "{'execute': 'remove-fd', 'arguments': {'fdset-id': 18446744073709551615}}",
    "{'exec-oob': 'stop'}",
    "{'execute': 'query-qmp-schema'}",
    "{'execute': 'system_reset'}",
  };

  private final FakeMachine machine = new FakeMachine();
  private final List<String> said = new ArrayList<>();
  private final QmpSession session =
      machine.server.open(
          new QmpSession.Config(false, true),
          message -> said.add(new String(message, StandardCharsets.US_ASCII)));

  @BeforeEach
  void negotiate() {
    session.connected();
    session.receive("{'execute': 'qmp_capabilities'}".getBytes(StandardCharsets.US_ASCII));
    said.clear();
  }

  /** Every message is one JSON object in one line. */
  private void checkMessages(String context) {
    for (String message : said) {
      assertTrue(message.endsWith("\r\n"), context);
      List<JsonValue> values = new ArrayList<>();
      byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
      new JsonParser(
              new JsonParser.Sink() {
                @Override
                public void value(JsonValue value) {
                  values.add(value);
                }

                @Override
                public void error(String problem) {
                  throw new AssertionError(context + ": " + problem + " in " + message);
                }
              })
          .feed(bytes, 0, bytes.length);
      assertEquals(1, values.size(), context);
      assertTrue(values.get(0) instanceof JsonObject, context);
    }
  }

  @Test
  void damagedRequestsAreAnsweredAndNothingElseHappens() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] request =
          REQUESTS[random.nextInt(REQUESTS.length)].getBytes(StandardCharsets.US_ASCII);
      for (int damage = random.nextInt(4); damage > 0; damage--) {
        request[random.nextInt(request.length)] = (byte) random.nextInt(256);
      }
      assertTrue(session.receive(request));
      checkMessages("seed " + seed + " round " + round);
      said.clear();
    }
  }

  @Test
  void afterAnyDamageAControlCharacterBringsServiceBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      session.receive(noise);
      // What may be open: a string, a token, brackets. 0xFF ends the former, closing too many the
      // latter.
      session.receive(new byte[] {(byte) 0xFF});
      session.receive("]}".repeat(64).getBytes(StandardCharsets.US_ASCII));
      said.clear();
      session.receive("{'execute': 'query-name', 'id': 5}".getBytes(StandardCharsets.US_ASCII));
      assertEquals(
          List.of("{\"return\": {}, \"id\": 5}\r\n"), said, "seed " + seed + " round " + round);
    }
  }

  @Test
  void deeplyNestedArgumentsAreNoTrouble() throws InterruptedException {
    int depth = 1000;
    String nested =
        "{'driver': 'raw', 'file': ".repeat(depth)
            + "{'driver': 'file', 'filename': 'x'}"
            + "}".repeat(depth);
    byte[] request =
        ("{'execute': 'blockdev-add', 'arguments': " + nested + "}")
            .getBytes(StandardCharsets.US_ASCII);
    // As much stack as a character device's reader has.
    Thread reader = Thread.ofPlatform().stackSize(8 << 20).start(() -> session.receive(request));
    reader.join();
    assertEquals(List.of("{\"return\": {}}\r\n"), said);
    assertEquals(1, machine.nodes.size());
  }

  /** More of it: {@code mvn -q test-compile -Pmonitor-fuzz -pl qmp-client -am}. */
  @Test
  void randomClientsDoNoHarm() {
    new MonitorFuzz(20261125).run(20_000);
  }

  @Test
  void anAnswerThatWouldBeMuchLongerThanTheRequestIsRefused() {
    String id = "\u00e9".repeat(3 << 20);
    session.receive(
        ("{'execute': 'query-name', 'id': '" + id + "'}").getBytes(StandardCharsets.UTF_8));
    session.receive("{'execute': 'query-name', 'id': 1}".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"The answer is longer than"
            + " 16777216 bytes\"}}\r\n",
        said.get(said.size() - 2));
    assertEquals("{\"return\": {}, \"id\": 1}\r\n", said.getLast());
  }
}
