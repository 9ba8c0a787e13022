package org.javisor.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where this project's sources and classes are. */
final class Project {
  /** Every module's folder, from the root. */
  static final List<String> MODULES =
      List.of(
          "emulator/host",
          "emulator/bus",
          "emulator/backend",
          "emulator/engine",
          "emulator/isa",
          "emulator/device",
          "emulator/system",
          "qmp-client",
          "supervisor",
          "cli",
          "integration-tests");

  private Project() {}

  /** The root of the checkout. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("LICENSE"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("the tests do not run inside a checkout of the project");
      }
    }
    return folder;
  }

  /** All hand-written Java sources, tests too. */
  static List<Path> sources() {
    return MODULES.stream()
        .flatMap(module -> below(root().resolve(module).resolve("src"), ".java").stream())
        .toList();
  }

  /** Hand-written Java sources that ship. */
  static List<Path> mainSources() {
    return MODULES.stream()
        .flatMap(module -> below(root().resolve(module).resolve("src/main/java"), ".java").stream())
        .toList();
  }

  /** Compiled classes that ship. */
  static List<Path> classes() {
    return MODULES.stream()
        .flatMap(
            module -> below(root().resolve(module).resolve("target/classes"), ".class").stream())
        .toList();
  }

  private static List<Path> below(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
