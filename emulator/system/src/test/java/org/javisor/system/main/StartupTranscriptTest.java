package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines that cannot be, next to what QEMU 10.0.13 said to them on standard error before it
 * ended with exit code 1. In {@code startup.txt} a line that begins with a dollar sign is one, up
 * to the next empty line is what was said, and an at sign is a folder.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StartupTranscriptTest {
  private static final List<String> BASE =
      List.of("-M", "virt", "-nodefaults", "-display", "none", "-S", "-bios", "none");

  @TempDir private Path folder;

  private record Case(String words, String wanted) {}

  private List<Case> cases() throws Exception {
    String text;
    try (InputStream input = getClass().getResourceAsStream("startup.txt")) {
      text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> all = new ArrayList<>();
    for (String each : text.replace("@", folder.toString()).strip().split("\n\n", -1)) {
      String[] parts = each.split("\n", 2);
      all.add(new Case(parts[0].substring("$ ".length()), parts[1]));
    }
    return all;
  }

  /** What is different, if anything is. */
  private List<String> run(Case each, Path own) throws Exception {
    Files.createDirectory(own);
    List<String> words = new ArrayList<>(List.of(each.words().split(" ", -1)));
    boolean machine = words.contains("-M") || words.contains("-machine");
    words.addAll(0, machine ? BASE.subList(2, BASE.size()) : BASE);
    try (RunningEmulator emulator = RunningEmulator.start(own, words.toArray(new String[0]))) {
      emulator.ends(1);
      assertEquals(each.wanted(), emulator.errors().stripTrailing());
    } catch (AssertionError e) {
      return List.of(each.words() + ": " + e.getMessage());
    }
    return List.of();
  }

  @Test
  void whatIsSaidIsWhatQemuSays() throws Exception {
    List<Case> all = cases();
    assertTrue(all.size() > 150);
    List<Future<List<String>>> running = new ArrayList<>();
    List<String> different = new ArrayList<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < all.size(); i++) {
        Case each = all.get(i);
        Path own = folder.resolve("run" + i);
        running.add(two.submit(() -> run(each, own)));
      }
      for (Future<List<String>> one : running) {
        different.addAll(one.get());
      }
    }
    assertEquals(List.of(), different);
  }
}
