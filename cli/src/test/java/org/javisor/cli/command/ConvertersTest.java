package org.javisor.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.javisor.supervisor.api.DiskRequest;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
  @Test
  void memoryIsInMibUnlessAUnitSaysOtherwise() {
    assertEquals(512, memory("512"));
    assertEquals(0, memory("0"));
    assertEquals(512, memory("512M"));
    assertEquals(2048, memory("2G"));
    assertEquals(3072, memory("3GiB"));
  }

  @Test
  void anythingElseIsNotMemory() {
    for (String text : List.of("", "-1", "M", "1T", "1 G", "9".repeat(30))) {
      assertThrows(TypeConversionException.class, () -> memory(text), text);
    }
  }

  @Test
  void diskPathBecomesAbsolute() {
    String here = Path.of("").toAbsolutePath().toString();
    assertEquals(new DiskRequest(here + "/d.img", false), new DiskOption().convert("d.img"));
    assertEquals(new DiskRequest("/d,x", true), new DiskOption().convert("/d,x,readonly"));
  }

  private static long memory(String text) {
    return new MemorySize.Converter().convert(text).mib();
  }
}
