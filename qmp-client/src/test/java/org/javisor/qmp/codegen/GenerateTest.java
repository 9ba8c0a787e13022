package org.javisor.qmp.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
  private static final String GOOD =
      """
      ##
      # @go:
      #
      # Goes.
      #
      # @far: how far.
      ##
      { 'command': 'go', 'data': { 'far': 'int' } }
      """;

  @TempDir Path folder;

  private void refuses(String schema, String problem) throws IOException {
    Files.writeString(folder.resolve("bad.json"), schema);
    SchemaException e =
        assertThrows(SchemaException.class, () -> Generate.generate(folder, folder.resolve("out")));
    assertEquals(problem, e.getMessage());
  }

  private static String documented(String name, String definition) {
    return "##\n# @" + name + ":\n#\n# Text.\n##\n" + definition + "\n";
  }

  @Test
  void aGoodSchemaMakesRecordsAndAHandler() throws Exception {
    Files.writeString(folder.resolve("good.json"), GOOD);
    Path out = folder.resolve("out");
    Generate.generate(folder, out);
    Path api = out.resolve("org/javisor/qmp/api");
    assertTrue(
        Files.readString(api.resolve("Go.java"))
            .contains("public record Go(long far) implements QmpCommand<Done>"));
    assertTrue(
        Files.readString(api.resolve("GoodHandler.java"))
            .contains("void go(QmpCall call, Go command) throws QmpException;"));
  }

  @Test
  void documentationIsRequired() throws IOException {
    refuses("{ 'command': 'go' }", "bad.json:1: 'go' has no documentation");
    refuses(
        documented("went", "{ 'command': 'go' }"),
        "bad.json:1: documentation of 'went' before 'go'");
    refuses(GOOD.replace("# @far: how far.\n", ""), "bad.json:1: 'far' of 'go' is not documented");
    refuses(
        GOOD.replace("far: how far.", "far: how far.\n# @wide: no."),
        "bad.json:1: documentation of 'wide', which 'go' does not have");
    refuses(
        documented("go", "{ 'command': 'go', 'returns': 'int' }"),
        "bad.json:1: 'go' does not say what it returns");
    refuses("##\n# @go:\n#\n# Text.\n##\n", "bad.json:1: documentation of nothing");
  }

  @Test
  void everyTypeMustBeDefined() throws IOException {
    refuses(GOOD.replace("'int'", "'miles'"), "bad.json:8: unknown type 'miles' in 'go'");
    refuses(
        documented("s", "{ 'struct': 's', 'base': 't', 'data': {} }"),
        "bad.json:6: unknown type 't' in 's'");
  }

  @Test
  void namesAreUnique() throws IOException {
    refuses(GOOD + GOOD, "bad.json:16: 'go' is defined twice, first at bad.json:8");
    refuses(
        GOOD.replace("'far': 'int'", "'far': 'int', '*far': 'str'"),
        "bad.json:8: 'far' defined twice");
    refuses(
        documented("str", "{ 'struct': 'str', 'data': {} }"), "bad.json:6: 'str' is defined twice");
  }

  @Test
  void theGrammarIsChecked() throws IOException {
    refuses("nonsense", "bad.json:1: expected '{' but found 'n'");
    refuses(GOOD + "{ 'command'", "bad.json:9: unexpected end of file");
    refuses(documented("go", "{ 'command': 'go,\n }"), "bad.json:6: word without closing quote");
    refuses(
        documented("go", "{ 'command': 'go', 'speed': 'high' }"),
        "bad.json:6: 'go' has unknown key 'speed'");
    refuses(
        documented("go", "{ 'verb': 'go' }"),
        "bad.json:6: expected one of [enum, struct, union, alternate, command, event] first");
  }
}
