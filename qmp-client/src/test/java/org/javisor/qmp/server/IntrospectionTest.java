package org.javisor.qmp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.javisor.qmp.api.SchemaInfo;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;
import org.junit.jupiter.api.Test;

/** Resolves paths through the schema as clients do. */
class IntrospectionTest {

  private Map<String, SchemaInfo> schema() throws QmpException {
    JsonValue value = new IntrospectCommands().queryQmpSchema(new HumanCall());
    Map<String, SchemaInfo> entries = new HashMap<>();
    for (Node node : new Node(value, "", "schema", true).elements()) {
      SchemaInfo entry = SchemaInfo.decode(node);
      assertEquals(null, entries.put(entry.name(), entry), entry.name());
    }
    return entries;
  }

  @Test
  void everyEntryObeysTheSchemaAndRefersToEntries() throws QmpException {
    Map<String, SchemaInfo> schema = schema();
    for (SchemaInfo entry : schema.values()) {
      switch (entry) {
        case SchemaInfo.Array array -> refers(schema, array.elementType());
        case SchemaInfo.Command command -> {
          refers(schema, command.argType());
          refers(schema, command.retType());
        }
        case SchemaInfo.Event event -> refers(schema, event.argType());
        case SchemaInfo.Object object -> {
          object.members().forEach(member -> refers(schema, member.type()));
          object.variants().ifPresent(all -> all.forEach(one -> refers(schema, one.type())));
        }
        case SchemaInfo.Alternate alternate ->
            alternate.members().forEach(member -> refers(schema, member.type()));
        case SchemaInfo.Enum words -> assertEquals(words.members().size(), words.values().size());
        case SchemaInfo.Builtin builtin -> assertEquals(0, builtin.features().stream().count());
      }
    }
  }

  private static void refers(Map<String, SchemaInfo> schema, String name) {
    assertTrue(schema.containsKey(name), name);
  }

  @Test
  void aVariantIsFoundByItsTag() throws QmpException {
    Map<String, SchemaInfo> schema = schema();
    SchemaInfo.Command add = (SchemaInfo.Command) schema.get("blockdev-add");
    SchemaInfo.Object options = (SchemaInfo.Object) schema.get(add.argType());
    assertEquals("driver", options.tag().orElseThrow());
    String file =
        options.variants().orElseThrow().stream()
            .filter(variant -> variant.caseValue().equals("file"))
            .findFirst()
            .orElseThrow()
            .type();
    SchemaInfo.Object fileOptions = (SchemaInfo.Object) schema.get(file);
    assertEquals("filename", fileOptions.members().get(0).name());
    assertTrue(fileOptions.features().orElseThrow().contains("dynamic-auto-read-only"));
  }

  @Test
  void optionalMembersHaveTheDefaultNull() throws QmpException {
    Map<String, SchemaInfo> schema = schema();
    SchemaInfo.Command add = (SchemaInfo.Command) schema.get("add-fd");
    SchemaInfo.Object arguments = (SchemaInfo.Object) schema.get(add.argType());
    assertEquals(JsonValue.Null.NULL, arguments.members().get(0).defaultValue().orElseThrow());
    SchemaInfo.Command quit = (SchemaInfo.Command) schema.get("quit");
    assertEquals("0", quit.argType());
  }
}
