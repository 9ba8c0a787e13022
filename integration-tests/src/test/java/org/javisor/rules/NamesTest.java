package org.javisor.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Packages and classes say what they provide, and every package and hardware model says what it
 * follows.
 */
class NamesTest {
  private static final Set<String> BANNED_PACKAGES =
      Set.of("util", "utils", "common", "misc", "helper", "helpers", "base");
  private static final List<String> BANNED_ENDINGS = List.of("Manager", "Impl", "Helper", "Utils");
  private static final int MAX_PACKAGE_INFO_LINES = 40;

  /**
   * Packages whose classes model hardware, a format or firmware, and name the specification they
   * follow.
   */
  private static final List<String> SPECIFIED =
      List.of(
          "org/javisor/isa/",
          "org/javisor/device/",
          "org/javisor/backend/block/",
          "org/javisor/system/firmware/");

  @Test
  void packagesAndClassesNameWhatTheyProvide() {
    List<String> wrong = new ArrayList<>();
    for (Path source : Project.mainSources()) {
      String className = source.getFileName().toString().replace(".java", "");
      if (BANNED_PACKAGES.contains(source.getParent().getFileName().toString())
          || BANNED_ENDINGS.stream().anyMatch(className::endsWith)) {
        wrong.add(source.toString());
      }
    }
    assertTrue(wrong.isEmpty(), () -> "names that say nothing: " + wrong);
  }

  @Test
  void everyPackageIsDocumentedBriefly() throws IOException {
    Set<Path> packages = new TreeSet<>();
    Project.mainSources().forEach(source -> packages.add(source.getParent()));
    assertFalse(packages.isEmpty());
    List<String> wrong = new ArrayList<>();
    for (Path folder : packages) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(info)) {
        wrong.add(folder + ": no package-info.java");
      } else if (Files.readAllLines(info).size() > MAX_PACKAGE_INFO_LINES) {
        wrong.add(info + ": over " + MAX_PACKAGE_INFO_LINES + " lines");
      }
    }
    assertTrue(wrong.isEmpty(), () -> "package documentation: " + wrong);
  }

  @Test
  void hardwareModelsNameTheirSpecification() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path source : Project.mainSources()) {
      String path = source.toString();
      if (SPECIFIED.stream().anyMatch(path::contains)
          && !path.endsWith("package-info.java")
          && !Files.readString(source).contains("Spec:")) {
        wrong.add(Project.root().relativize(source).toString());
      }
    }
    assertTrue(wrong.isEmpty(), () -> "no Spec: line in " + wrong);
  }
}
