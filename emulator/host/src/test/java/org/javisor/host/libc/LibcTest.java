package org.javisor.host.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class LibcTest {
  @Test
  void everyFunctionExists() {
    for (Libc function : Libc.values()) {
      String symbol = function.toString().toLowerCase(java.util.Locale.ROOT);
      assertTrue(Linker.nativeLinker().defaultLookup().find(symbol).isPresent(), symbol);
    }
  }

  @Test
  void errnoIsTheFirstAndOnlyCapturedState() {
    assertEquals(
        0,
        Linker.Option.captureStateLayout()
            .byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    assertTrue(Linker.Option.captureStateLayout().byteSize() <= 8);
  }

  @Test
  void intResultsAreSignExtendedAndErrnoKept() {
    assertEquals(-1, Libc.CLOSE.call(-1));
    assertEquals(9, Libc.errno());
    assertEquals(-1, Libc.READ.call(-1, 0, 0));
    assertEquals(9, Libc.errno());
  }

  @Test
  void errnoBelongsToTheThread() throws Exception {
    assertEquals(-1, Libc.CLOSE.call(-1)); // EBADF
    FutureTask<Integer> other =
        new FutureTask<>(() -> {
          Libc.LSEEK.call(0, 0, 99); // EINVAL or ESPIPE
          return Libc.errno();
        });
    Thread.ofPlatform().start(other);
    assertTrue(other.get() == 22 || other.get() == 29, () -> "errno " + Libc.errno());
    assertEquals(9, Libc.errno());
  }

  @Test
  void stringWithNulIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(IllegalArgumentException.class, () -> Libc.string(arena, "a\0b"));
    }
  }
}
