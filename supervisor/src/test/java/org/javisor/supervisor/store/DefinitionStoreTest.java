package org.javisor.supervisor.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.domain.VmDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionStoreTest {
  @TempDir private Path scratch;
  private Layout layout = new Layout(Path.of("/"), Path.of("/"));

  @BeforeEach
  void prepare() throws IOException {
    layout = new Layout(scratch.resolve("run"), scratch.resolve("state")).ensure();
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    VmDefinition b = definition("b");
    VmDefinition a = definition("a");
    new DefinitionStore(layout).save(b);
    new DefinitionStore(layout).save(a);
    assertEquals(List.of(a, b), new DefinitionStore(layout).load());
  }

  @Test
  void removedMachineLeavesNothing() throws IOException {
    DefinitionStore store = new DefinitionStore(layout);
    store.save(definition("a"));
    Files.writeString(layout.consoleLog("a"), "output");
    store.remove("a");
    assertEquals(List.of(), store.load());
    assertFalse(Files.exists(layout.machineState("a")));
  }

  @Test
  void unusableDefinitionsDoNotHideTheOthers() throws IOException {
    DefinitionStore store = new DefinitionStore(layout);
    VmDefinition good = definition("good");
    store.save(good);
    write("cut", "{\"format\":1,");
    write("newer", "{\"format\":2}");
    write("renamed", Files.readString(layout.machineState("good").resolve("definition.json")));
    write("huge", " ".repeat(2 << 20));
    assertEquals(List.of(good), store.load());
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectory(layout.machineState(name));
    Files.writeString(layout.machineState(name).resolve("definition.json"), text);
  }

  private static VmDefinition definition(String name) {
    VmSpec spec =
        new VmSpec(
            name, new VmSpec.Hardware(64, 1), new VmSpec.Boot("/kernel", "", ""), List.of(), false);
    return new VmDefinition(UUID.randomUUID(), spec);
  }
}
