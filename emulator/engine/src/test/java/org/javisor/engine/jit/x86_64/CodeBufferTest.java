package org.javisor.engine.jit.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javisor.host.HostInfo;
import org.javisor.host.memory.CodeEntry;
import org.javisor.host.memory.ExecutableMemory;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Labels, patchable jumps and limits, by running what was written. */
class CodeBufferTest {
  private static final MethodHandle CALL = CodeEntry.link(2);

  @BeforeAll
  static void onThisHost() {
    assumeFalse(HostInfo.isAarch64(), "the code is x86-64 machine code");
  }

  private static long call(ExecutableMemory memory, long argument) {
    try {
      return (long) CALL.invokeExact(memory.executeAddress(), argument, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void begin(Assembler asm, ExecutableMemory memory) {
    asm.begin(memory.writeAddress(), memory.size(), memory.executeAddress());
  }

  @Test
  void jumpsForwardAndBackwardReachTheirLabels() throws IOException {
    try (ExecutableMemory memory = ExecutableMemory.allocate(4096)) {
      Assembler asm = new Assembler();
      begin(asm, memory);
      int loop = asm.newLabel();
      int done = asm.newLabel();
      asm.movImm32(Reg.RAX, 0);
      asm.bind(loop);
      asm.test64(Reg.RDI, Reg.RDI);
      asm.jcc(Cond.E, done);
      asm.cmp64Imm(Reg.RDI, 1000);
      asm.jcc(Cond.A, done);
      asm.add64(Reg.RAX, Reg.RDI);
      asm.sub64Imm(Reg.RDI, 1);
      asm.jmp(loop);
      asm.bind(done);
      asm.ret();
      asm.end();
      assertEquals(0, call(memory, 0));
      assertEquals(5050, call(memory, 100));
      assertEquals(0, call(memory, 2000));
    }
  }

  @Test
  void distantBackwardJumpsTakeTheLongForm() throws IOException {
    try (ExecutableMemory memory = ExecutableMemory.allocate(4096)) {
      for (int gap = 118; gap < 134; gap++) {
        Assembler asm = new Assembler();
        begin(asm, memory);
        int start = asm.newLabel();
        int back = asm.newLabel();
        asm.jmp(start);
        asm.bind(back);
        asm.movImm32(Reg.RAX, 77);
        asm.ret();
        asm.nop(gap);
        asm.bind(start);
        asm.cmp64Imm(Reg.RDI, 5);
        asm.jcc(Cond.E, back);
        asm.jmp(back);
        asm.end();
        assertEquals(77, call(memory, 5));
        assertEquals(77, call(memory, 6));
      }
    }
  }

  @Test
  void labelAddressesAndDataAreReachedRelativeToTheCode() throws IOException {
    try (ExecutableMemory memory = ExecutableMemory.allocate(4096)) {
      Assembler asm = new Assembler();
      begin(asm, memory);
      int data = asm.newLabel();
      asm.leaRip(Reg.R9, data);
      asm.mov64Rip(Reg.RAX, data);
      asm.add64(Reg.RAX, OperandEncoder.at(Reg.R9, 8));
      asm.ret();
      asm.align(16);
      assertEquals(0, asm.executeAddress() % 16);
      asm.bind(data);
      asm.data64(40);
      asm.data64(2);
      asm.end();
      assertEquals(42, call(memory, 0));
    }
  }

  @Test
  void patchedJumpsGoElsewhereAndTheirFieldIsAligned() throws IOException {
    try (ExecutableMemory memory = ExecutableMemory.allocate(4096)) {
      for (int offset = 0; offset < 70; offset++) {
        Assembler asm = new Assembler();
        begin(asm, memory);
        asm.nop(offset);
        int first = asm.newLabel();
        int field = asm.patchableJumpTo(first);
        assertEquals(0, (memory.executeAddress() + field) % 4);
        asm.nop(200 - asm.position());
        asm.bind(first);
        asm.movImm32(Reg.RAX, 1);
        asm.ret();
        asm.nop(220 - asm.position());
        asm.movImm32(Reg.RAX, 2);
        asm.ret();
        asm.end();
        assertEquals(1, call(memory, 0));
        RawMemory.putIntVolatile(memory.writeAddress() + field, 220 - (field + 4));
        assertEquals(2, call(memory, 0));
      }
    }
  }

  @Test
  void codeThatDoesNotFitSetsAFlagAndWritesNothing() throws IOException {
    try (Mapping memory = Mapping.anonymous(4096)) {
      Assembler asm = new Assembler();
      for (int limit = 0; limit < 40; limit++) {
        asm.begin(memory.address(), limit, memory.address());
        int label = asm.newLabel();
        asm.jmp(label);
        asm.movImm64(Reg.RAX, Long.MAX_VALUE);
        asm.jcc(Cond.E, label);
        asm.movImm64(Reg.RAX, Long.MAX_VALUE);
        asm.bind(label);
        asm.end();
        assertEquals(limit < 5 + 10 + 6 + 10, asm.overflowed(), "limit " + limit);
      }
      asm.begin(memory.address(), 100_000, memory.address());
      asm.nop(50_000);
      assertFalse(asm.overflowed());
      asm.begin(memory.address(), 10_000, memory.address());
      asm.nop(50_000);
      assertTrue(asm.overflowed());
      asm.end();
      assertEquals(0, RawMemory.getByte(memory.address() + 4000));
    }
  }

  @Test
  void featuresAreThoseThatTheSystemSees() throws IOException {
    HostFeatures features;
    try (ExecutableMemory memory = ExecutableMemory.allocate(4096)) {
      features = HostFeatures.detect(memory, CALL);
    }
    List<String> flags =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> List.of(line.split("\\s+")))
            .orElseThrow();
    assertEquals(flags.contains("avx"), features.has(HostFeatures.AVX));
    assertEquals(flags.contains("fma"), features.has(HostFeatures.FMA));
    // What needs nothing of the operating system works even where a sandbox does not list it.
    Map<String, Integer> names =
        Map.of(
            "bmi2", HostFeatures.BMI2,
            "bmi1", HostFeatures.BMI1,
            "abm", HostFeatures.LZCNT,
            "popcnt", HostFeatures.POPCNT,
            "pclmulqdq", HostFeatures.PCLMUL,
            "movbe", HostFeatures.MOVBE,
            "cx16", HostFeatures.CX16,
            "sse4_1", HostFeatures.SSE41,
            "ssse3", HostFeatures.SSSE3);
    names.forEach(
        (name, feature) -> assertTrue(!flags.contains(name) || features.has(feature), name));
  }
}
