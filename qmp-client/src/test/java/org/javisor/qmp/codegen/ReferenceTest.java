package org.javisor.qmp.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  @Test
  void theManualIsTheSchemas() throws Exception {
    String command =
        "java qmp-client/src/codegen/java/org/javisor/qmp/codegen/Generate.java"
            + " qmp-client/src/main/qapi docs/reference/qmp.md";
    assertEquals(
        Generate.reference(Path.of("src/main/qapi")),
        Files.readString(Path.of("../docs/reference/qmp.md")),
        "the schema has changed; with JDK 25 or newer run: " + command);
  }
}
