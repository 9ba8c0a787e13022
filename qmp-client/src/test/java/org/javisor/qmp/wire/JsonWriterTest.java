package org.javisor.qmp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void membersComeInTheOrderOfTheirChains() {
    JsonObject triple = new JsonObject().put("major", 10).put("minor", 0).put("micro", 13);
    assertEquals("{\"micro\": 13, \"minor\": 0, \"major\": 10}", triple.toString());
    JsonObject reply = QmpMessages.success(new JsonObject(), Optional.of(new JsonValue.Int(1)));
    assertEquals("{\"return\": {}, \"id\": 1}", reply.toString());
    JsonObject failure =
        QmpMessages.failure(QmpException.generic("no"), Optional.of(new JsonValue.Int(1)));
    assertEquals(
        "{\"id\": 1, \"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}",
        failure.toString());
  }

  @Test
  void anEventHasItsTimeFirst() {
    JsonObject event =
        QmpMessages.event(
            Instant.ofEpochSecond(5, 6000),
            "RESET",
            Optional.of(new JsonObject().put("guest", false)));
    assertEquals(
        "{\"timestamp\": {\"seconds\": 5, \"microseconds\": 6}, \"event\": \"RESET\","
            + " \"data\": {\"guest\": false}}",
        event.toString());
  }

  @Test
  void prettyIndentsByFourAndEndsLinesWithCrLf() {
    JsonObject reply = QmpMessages.success(new JsonObject(), Optional.empty());
    assertEquals(
        "{\r\n    \"return\": {\r\n    }\r\n}\r\n",
        new String(JsonWriter.line(reply, true), StandardCharsets.US_ASCII));
    JsonObject list =
        new JsonObject().put("a", List.<JsonValue>of(new JsonValue.Int(1), new JsonValue.Int(2)));
    assertEquals(
        "{\r\n    \"a\": [\r\n        1,\r\n        2\r\n    ]\r\n}\r\n",
        new String(JsonWriter.line(list, true), StandardCharsets.US_ASCII));
  }

  @Test
  void aHalfSurrogateBecomesTheReplacementCharacter() {
    assertEquals("\"a\\uFFFDb\"", JsonWriter.compact(new JsonValue.Text("a\ud800b")));
  }

  @Test
  void realsTakeAnExponentWhenItIsShorter() {
    assertEquals("0", JsonWriter.real(0));
    assertEquals("-0", JsonWriter.real(-0.0));
    assertEquals("100000", JsonWriter.real(1e5));
    assertEquals("0.0001", JsonWriter.real(1e-4));
    assertEquals("1.0000000000000001e-05", JsonWriter.real(1e-5));
    assertEquals("10000000000000000", JsonWriter.real(1e16));
    assertEquals("1e+17", JsonWriter.real(1e17));
    assertEquals("-1.5000000000000001e+300", JsonWriter.real(-1.5e300));
  }
}
