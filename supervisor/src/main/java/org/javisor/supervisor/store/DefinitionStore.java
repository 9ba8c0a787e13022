package org.javisor.supervisor.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.Json;
import org.javisor.supervisor.domain.VmDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps definitions; after a crash each file is either the old or the new one. */
public final class DefinitionStore {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionStore.class);
  private static final String FILE = "definition.json";
  private static final int MAX_BYTES = 1 << 20;

  private final Layout layout;

  /** Keeps definitions below the layout's state directory. */
  public DefinitionStore(Layout layout) {
    this.layout = layout;
  }

  /** Writes a definition; it is on the disk when this returns. */
  public void save(VmDefinition definition) throws IOException {
    Path directory =
        PrivateDirectory.ensure(layout.machineState(definition.name()), "state directory");
    AtomicFile.write(directory.resolve(FILE), Json.bytes(definition.toJson()));
    AtomicFile.syncDirectory(layout.stateDirectory().resolve("vm"));
  }

  /** Forgets a machine and its logs. */
  public void remove(String name) throws IOException {
    PrivateDirectory.delete(layout.machineState(name));
    AtomicFile.syncDirectory(layout.stateDirectory().resolve("vm"));
  }

  /** All definitions that can be read; the others are logged and left where they are. */
  public List<VmDefinition> load() throws IOException {
    List<Path> directories;
    try (Stream<Path> entries = Files.list(layout.stateDirectory().resolve("vm"))) {
      directories = entries.sorted().toList();
    }
    List<VmDefinition> definitions = new ArrayList<>();
    for (Path directory : directories) {
      try {
        definitions.add(read(directory));
      } catch (IOException | BadMessageException unusable) {
        LOG.warn("definition in '{}' is not used: {}", directory, unusable.getMessage());
      }
    }
    return definitions;
  }

  private static VmDefinition read(Path directory) throws IOException, BadMessageException {
    Path file = directory.resolve(FILE);
    if (Files.size(file) > MAX_BYTES) {
      throw new BadMessageException("file is longer than " + MAX_BYTES + " bytes");
    }
    VmDefinition definition = VmDefinition.fromJson(Json.parse(Files.readAllBytes(file)));
    if (!directory.endsWith(definition.name())) {
      throw new BadMessageException("it names the machine '" + definition.name() + "'");
    }
    return definition;
  }
}
