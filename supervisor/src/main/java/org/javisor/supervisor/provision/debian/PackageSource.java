package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An archive of Debian packages that this machine is configured to use.
 *
 * @param uri where the archive is
 * @param keyring the file with its keys, "" for the keys that apt trusts anyway
 */
record PackageSource(String uri, String keyring) {
  private static final Set<String> SUITES = Set.of("stable", "testing", "unstable", "sid");

  /**
   * The first archive below {@code configuration} (apt's folder) that offers the component main of
   * a release, not of its updates only.
   */
  static Optional<PackageSource> find(Path configuration, String codename) throws IOException {
    List<Path> files = new ArrayList<>();
    Path parts = configuration.resolve("sources.list.d");
    if (Files.isDirectory(parts)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(parts)) {
        entries.forEach(files::add);
      }
    }
    Collections.sort(files);
    files.add(configuration.resolve("sources.list"));
    for (Path file : files) {
      if (Files.isReadable(file)) {
        Optional<PackageSource> found =
            file.toString().endsWith(".sources")
                ? inStanzas(Files.readString(file), codename)
                : file.toString().endsWith(".list")
                    ? inLines(Files.readString(file), codename)
                    : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  static Optional<PackageSource> inStanzas(String text, String codename) {
    for (String stanza : text.split("\\n[ \\t]*\\n")) {
      Map<String, String> fields = new HashMap<>();
      for (String line : stanza.split("\\n")) {
        int colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith("#") && !Character.isWhitespace(line.charAt(0))) {
          fields.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      String enabled = fields.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT);
      List<String> uris = words(fields.getOrDefault("uris", ""));
      if (!uris.isEmpty()
          && words(fields.getOrDefault("types", "")).contains("deb")
          && words(fields.getOrDefault("components", "")).contains("main")
          && words(fields.getOrDefault("suites", "")).stream()
              .anyMatch(suite -> isRelease(suite, codename))
          && !enabled.equals("no")
          && !enabled.equals("false")) {
        return Optional.of(
            new PackageSource(uris.getFirst(), fields.getOrDefault("signed-by", "")));
      }
    }
    return Optional.empty();
  }

  static Optional<PackageSource> inLines(String text, String codename) {
    for (String line : text.split("\\n")) {
      String keyring = "";
      String rest = line.strip();
      int open = rest.indexOf('[');
      int close = rest.indexOf(']');
      if (open > 0 && close > open) {
        for (String option : words(rest.substring(open + 1, close))) {
          keyring =
              option.startsWith("signed-by=") ? option.substring("signed-by=".length()) : keyring;
        }
        rest = rest.substring(0, open) + rest.substring(close + 1);
      }
      List<String> words = words(rest);
      if (words.size() >= 4
          && words.getFirst().equals("deb")
          && isRelease(words.get(2), codename)
          && words.subList(3, words.size()).contains("main")) {
        return Optional.of(new PackageSource(words.get(1), keyring));
      }
    }
    return Optional.empty();
  }

  /** The source for {@code suite} and one architecture, as apt reads it. */
  String stanza(String suite, String architecture) {
    return "Types: deb\nURIs: "
        + uri
        + "\nSuites: "
        + suite
        + "\nComponents: main\nArchitectures: "
        + architecture
        + "\n"
        + (keyring.isEmpty() ? "" : "Signed-By: " + keyring + "\n");
  }

  private static boolean isRelease(String suite, String codename) {
    return SUITES.contains(suite) || suite.equals(codename);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
