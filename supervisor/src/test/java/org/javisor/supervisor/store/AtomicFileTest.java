package org.javisor.supervisor.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path directory;

  @Test
  void replacesTheWholeContentAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("f");
    AtomicFile.write(file, bytes("a long first content"));
    AtomicFile.write(file, bytes("short"));
    assertEquals("short", Files.readString(file));
    assertEquals(List.of(file), entries());
  }

  @Test
  void failedWriteKeepsTheOldContent() throws IOException {
    Path file = Files.createDirectory(directory.resolve("f"));
    Files.writeString(file.resolve("inner"), "old");
    assertThrows(IOException.class, () -> AtomicFile.write(file, bytes("new")));
    assertEquals("old", Files.readString(file.resolve("inner")));
    assertEquals(List.of(file), entries());
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
