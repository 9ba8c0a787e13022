package org.javisor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.supervisor.provision.debian.HostTools;

/**
 * One of the two emulators: the column it fills and the words that start it.
 *
 * @param command the program's path, then arguments that every run begins with
 */
record Peer(String name, List<String> command) {
  /** The machine of every bench, but for its memory and guest. */
  private static final List<String> MACHINE =
      List.of("-M", "virt", "-nodefaults", "-display", "none", "-no-reboot");

  /** The peer that {@code words} start, when its first word is a program on this host. */
  static Optional<Peer> of(String name, String words) {
    List<String> command = new ArrayList<>(List.of(words.strip().split("\\s+")));
    return program(command.getFirst())
        .map(path -> {
          command.set(0, path.toString());
          return new Peer(name, List.copyOf(command));
        });
  }

  private static Optional<Path> program(String word) {
    if (word.contains("/")) {
      return Optional.of(Path.of(word).toAbsolutePath()).filter(Files::isExecutable);
    }
    return word.isEmpty() ? Optional.empty() : HostTools.find(word);
  }

  /** The whole command for a machine with {@code options}. */
  List<String> machine(String... options) {
    List<String> words = new ArrayList<>(command);
    words.addAll(MACHINE);
    words.addAll(List.of(options));
    return words;
  }

  /** The first line of what {@code -version} prints. */
  String version() throws IOException {
    List<String> words = new ArrayList<>(command);
    words.add("-version");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("says no version");
  }
}
