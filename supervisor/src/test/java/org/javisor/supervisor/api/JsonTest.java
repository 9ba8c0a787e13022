package org.javisor.supervisor.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void whatIsWrittenIsReadBack() throws BadMessageException {
    JsonObject object =
        new JsonObject()
            .put("text", "ä\"\n\u0000")
            .put("number", -5)
            .put("flag", true)
            .put("inner", new JsonObject().put("x", 1))
            .put("list", List.of("a", "b"));
    assertEquals(object, Json.parse(Json.bytes(object)));
  }

  @Test
  void missingMemberIsNamed() {
    BadMessageException bad =
        assertThrows(BadMessageException.class, () -> new JsonObject().text("name"));
    assertTrue(bad.getMessage().contains("'name' is missing"));
  }

  @Test
  void wronglyTypedMemberIsNamed() {
    JsonObject object = new JsonObject().put("cpus", "two");
    BadMessageException bad = assertThrows(BadMessageException.class, () -> object.integer("cpus"));
    assertTrue(bad.getMessage().contains("'cpus' is not an integer"));
  }

  @Test
  void unknownMemberIsRefused() {
    JsonObject object = new JsonObject().put("nmae", "x");
    assertThrows(BadMessageException.class, () -> object.only(Set.of("name")));
  }

  @Test
  void hostileTextIsRefusedAndNotThrownAsSomethingElse() {
    String deep = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
    for (String text :
        List.of(
            "", "[]", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":99999999999999999999}", deep)) {
      assertThrows(
          BadMessageException.class,
          () -> Json.parse(text.getBytes(StandardCharsets.UTF_8)),
          () -> text);
    }
  }

  @Test
  void nullMemberCountsAsAbsent() throws BadMessageException {
    JsonObject object = Json.parse("{\"a\":null}".getBytes(StandardCharsets.UTF_8));
    assertEquals("x", object.text("a", "x"));
  }
}
