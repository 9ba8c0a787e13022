package org.javisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void numbersAndTextsAreDistinct() {
    Set<Integer> numbers = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (Errno errno : Errno.values()) {
      assertTrue(numbers.add(errno.number()), errno.name());
      assertTrue(texts.add(errno.text()), errno.name());
      assertEquals(errno.text(), Errno.text(errno.number()));
    }
  }

  @Test
  void unknownNumberIsShownAsNumber() {
    assertEquals("error 4095", Errno.text(4095));
    assertEquals("frob 'x': error 4095", new HostException("frob", "'x'", 4095).getMessage());
    assertEquals("fork: Cannot allocate memory", new HostException("fork", "", 12).getMessage());
  }

  @Test
  void hostFactsArePlausible() {
    assertEquals(0, HostInfo.pageSize() % 4096);
    assertTrue(HostInfo.cpuCount() > 0);
    assertTrue(HostInfo.physicalMemory() > 1 << 27);
    assertEquals(ProcessHandle.current().pid(), HostInfo.pid());
  }
}
