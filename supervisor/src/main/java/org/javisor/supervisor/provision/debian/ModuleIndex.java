package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files by which {@code modprobe} and udev find a kernel's modules: what each needs, what other
 * names it has. {@code depmod} makes them on an installed system; a system that was only unpacked
 * lacks them. Symbols ({@code modules.symbols}) are left out: no driver of a virtual machine is
 * asked for by a symbol.
 *
 * <p>Spec: [KMOD] depmod(8), modules.dep(5), libkmod/libkmod-index.h.
 */
final class ModuleIndex {
  private static final Pattern DEVICE_NUMBER = Pattern.compile("(char|block)-major-(\\d+)-(\\d+)");

  private final Path folder;

  /** In the kernel's order. */
  private final List<KernelModule> modules;

  private final Map<String, KernelModule> byName = new HashMap<>();

  private ModuleIndex(Path folder, List<KernelModule> modules) {
    this.folder = folder;
    this.modules = modules;
    modules.forEach(module -> byName.put(module.name(), module));
  }

  /** Reads all modules of {@code folder}, that of the kernel's version, and writes its index. */
  static void write(Path folder) throws IOException, InterruptedException {
    ModuleIndex index = new ModuleIndex(folder, read(folder));
    index.dependencies();
    index.aliases();
    index.hints();
    index.builtIn();
  }

  private static List<KernelModule> read(Path folder) throws IOException, InterruptedException {
    Map<String, Integer> order = new HashMap<>();
    for (String path : lines(folder, "modules.order")) {
      order.put(KernelModule.nameOf(path), order.size());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Callable<KernelModule>> tasks =
          files
              .map(file -> folder.relativize(file).toString())
              .filter(KernelModule::isModule)
              .sorted(
                  Comparator.comparing((String path) ->
                          order.getOrDefault(KernelModule.nameOf(path), Integer.MAX_VALUE))
                      .thenComparing(path -> path))
              .map(path -> (Callable<KernelModule>) () -> KernelModule.read(folder, path))
              .toList();
      return Workers.all(tasks);
    }
  }

  private void dependencies() throws IOException {
    StringBuilder text = new StringBuilder();
    ModuleTrie trie = new ModuleTrie();
    for (int i = 0; i < modules.size(); i++) {
      KernelModule module = modules.get(i);
      List<KernelModule> needed = new ArrayList<>();
      collect(module, new HashSet<>(Set.of(module.name())), needed);
      StringBuilder line = new StringBuilder(module.path()).append(':');
      needed.reversed().forEach(other -> line.append(' ').append(other.path()));
      text.append(line).append('\n');
      trie.put(module.name(), line.toString(), i);
    }
    put("modules.dep", text);
    put("modules.dep.bin", trie);
  }

  /** What a module needs, each after all that it needs itself. */
  private void collect(KernelModule module, Set<String> seen, List<KernelModule> needed) {
    for (String name : module.depends()) {
      KernelModule other = byName.get(name); // null: the kernel has it built in
      if (other != null && seen.add(name)) {
        collect(other, seen, needed);
        needed.add(other);
      }
    }
  }

  private void aliases() throws IOException {
    StringBuilder text = new StringBuilder();
    ModuleTrie trie = new ModuleTrie();
    for (int i = 0; i < modules.size(); i++) {
      KernelModule module = modules.get(i);
      for (String value : module.values("alias")) {
        text.append("alias ").append(value).append(' ').append(module.name()).append('\n');
        trie.put(underscored(value), module.name(), i);
      }
    }
    put("modules.alias", text);
    put("modules.alias.bin", trie);
  }

  /** What should be loaded along, and which device files exist before their module is loaded. */
  private void hints() throws IOException {
    StringBuilder along = new StringBuilder();
    StringBuilder devices = new StringBuilder();
    for (KernelModule module : modules) {
      for (String hint : module.values("softdep")) {
        along.append("softdep ").append(module.name()).append(' ').append(hint).append('\n');
      }
      deviceFile(module).ifPresent(line -> devices.append(line).append('\n'));
    }
    put("modules.softdep", along);
    put("modules.devname", devices);
  }

  /** Name, type and number of the file that a module is loaded by when somebody opens it. */
  private static Optional<String> deviceFile(KernelModule module) {
    String start = "devname:";
    List<String> aliases = module.values("alias");
    Optional<String> file = aliases.stream().filter(alias -> alias.startsWith(start)).findFirst();
    Optional<MatchResult> number =
        aliases.stream()
            .map(DEVICE_NUMBER::matcher)
            .filter(Matcher::matches)
            .map(Matcher::toMatchResult)
            .findFirst();
    if (file.isEmpty() || number.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s %s %c%s:%s"
            .formatted(
                module.name(),
                file.get().substring(start.length()),
                number.get().group(1).charAt(0),
                number.get().group(2),
                number.get().group(3)));
  }

  /** What needs no file because the kernel has it: asking for it is no failure. */
  private void builtIn() throws IOException {
    ModuleTrie names = new ModuleTrie();
    List<String> paths = lines(folder, "modules.builtin");
    for (int i = 0; i < paths.size(); i++) {
      names.put(KernelModule.nameOf(paths.get(i)), "", i);
    }
    put("modules.builtin.bin", names);
    ModuleTrie aliases = new ModuleTrie();
    Path said = folder.resolve("modules.builtin.modinfo");
    byte[] bytes = Files.exists(said) ? Files.readAllBytes(said) : new byte[0];
    for (String entry : KernelModule.strings(ByteBuffer.wrap(bytes))) {
      int dot = entry.indexOf('.');
      if (dot > 0 && entry.startsWith("alias=", dot + 1)) {
        String alias = underscored(entry.substring(dot + 1 + "alias=".length()));
        aliases.put(alias, entry.substring(0, dot).replace('-', '_'), 0);
      }
    }
    put("modules.builtin.alias.bin", aliases);
  }

  /** As names are compared: underscores for hyphens, but not in a set of characters. */
  static String underscored(String alias) {
    StringBuilder result = new StringBuilder(alias.length());
    boolean inSet = false;
    for (int i = 0; i < alias.length(); i++) {
      char c = alias.charAt(i);
      inSet = c == '[' || inSet && c != ']';
      result.append(c == '-' && !inSet ? '_' : c);
    }
    return result.toString();
  }

  private static List<String> lines(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private void put(String name, ModuleTrie trie) throws IOException {
    Files.write(folder.resolve(name), trie.encode());
  }

  private void put(String name, StringBuilder text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
  }
}
