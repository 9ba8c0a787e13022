package org.javisor.supervisor.provision.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class DebianSpecTest {
  private static DebianSpec spec(String packageName, String host, String password) {
    return new DebianSpec(List.of(packageName), host, password, 1 << 30);
  }

  @Test
  void equalSpecificationsShareAnImage() {
    assertEquals(spec("xz-utils", "a", "*").key(), spec("xz-utils", "a", "*").key());
    assertNotEquals(spec("xz-utils", "a", "*").key(), spec("xz-utils", "b", "*").key());
  }

  @Test
  void whatWouldBecomeAnOptionOrAnotherLineIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> spec("-o", "a", "*"));
    assertThrows(IllegalArgumentException.class, () -> spec("a", "a b", "*"));
    assertThrows(IllegalArgumentException.class, () -> spec("a", "a", "*:0"));
    assertThrows(IllegalArgumentException.class, () -> spec("a", "a", "*\nb"));
  }

  @Test
  void aSizeFitsIntoThePartitionTable() {
    List<String> none = List.of();
    for (long bytes :
        new long[] {0, -(4L << 20), 1 << 20, (4 << 20) + 512, (2L << 40) + (1 << 20)}) {
      assertThrows(IllegalArgumentException.class, () -> new DebianSpec(none, "a", "*", bytes));
    }
    assertEquals(2L << 40, new DebianSpec(none, "a", "*", 2L << 40).sizeBytes());
  }
}
