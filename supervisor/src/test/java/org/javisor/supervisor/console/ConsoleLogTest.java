package org.javisor.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {
  @TempDir private Path scratch;

  @Test
  void twoFilesOfTheCapAreTheMost() throws IOException {
    Path file = scratch.resolve("console.log");
    try (ConsoleLog log = new ConsoleLog(file, 100)) {
      for (int i = 0; i < 25; i++) {
        log.write(new byte[10], 10);
      }
      assertFalse(log.failed());
    }
    assertEquals(50, Files.size(file));
    assertEquals(100, Files.size(scratch.resolve("console.log.1")));
  }

  @Test
  void laterRunAppends() throws IOException {
    Path file = scratch.resolve("console.log");
    for (int run = 0; run < 2; run++) {
      try (ConsoleLog log = new ConsoleLog(file, 100)) {
        log.write(new byte[] {'x'}, 1);
      }
    }
    assertEquals("xx", Files.readString(file));
  }

  @Test
  void fullDiskIsNotedAndDoesNotStopAnything() throws IOException {
    try (ConsoleLog log = new ConsoleLog(Path.of("/dev/full"), 1 << 20)) {
      log.write(new byte[10], 10);
      assertTrue(log.failed());
      log.write(new byte[10], 10);
    }
  }
}
