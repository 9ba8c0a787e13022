package org.javisor.host.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import org.javisor.host.HostInfo;
import org.junit.jupiter.api.Test;

class ExecutableMemoryTest {
  /** mov eax, edi; add eax, 1; ret. */
  private static final byte[] INCREMENT = {
    (byte) 0x89, (byte) 0xf8, (byte) 0x83, (byte) 0xc0, 0x01, (byte) 0xc3
  };

  private static final MethodHandle CALL = CodeEntry.link(1);

  @Test
  void codeWrittenInOneViewRunsInTheOther() throws Throwable {
    assumeFalse(HostInfo.isAarch64(), "the bytes are x86-64 machine code");
    try (ExecutableMemory memory = ExecutableMemory.allocate(100)) {
      check(memory);
    }
  }

  @Test
  void codeRunsInTheFallbackWithOneView() throws Throwable {
    assumeFalse(HostInfo.isAarch64(), "the bytes are x86-64 machine code");
    try (ExecutableMemory memory = ExecutableMemory.oneView(HostInfo.pageSize())) {
      assertEquals(ExecutableMemory.Kind.ONE_VIEW, memory.kind());
      assertEquals(memory.writeAddress(), memory.executeAddress());
      check(memory);
    }
  }

  private static void check(ExecutableMemory memory) throws Throwable {
    assertEquals(HostInfo.pageSize(), memory.size());
    RawMemory.copyIn(INCREMENT, 0, memory.writeAddress() + 16, INCREMENT.length);
    long result = (long) CALL.invokeExact(memory.executeAddress() + 16, 41L);
    assertEquals(42, result);
    RawMemory.putByte(memory.writeAddress() + 16 + 4, (byte) 2);
    result = (long) CALL.invokeExact(memory.executeAddress() + 16, 41L);
    assertEquals(43, result);
  }

  @Test
  void twoViewsShowTheSameBytes() throws IOException {
    try (ExecutableMemory memory = ExecutableMemory.allocate(1 << 20)) {
      if (memory.kind() == ExecutableMemory.Kind.TWO_VIEWS) {
        assertNotEquals(memory.writeAddress(), memory.executeAddress());
      }
      long last = memory.size() - 8;
      RawMemory.putLong(memory.writeAddress() + last, 77);
      assertEquals(77, RawMemory.getLong(memory.executeAddress() + last));
    }
  }
}
