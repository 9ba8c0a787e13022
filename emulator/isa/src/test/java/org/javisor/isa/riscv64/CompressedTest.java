package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All 49,152 encodings of 16 bits, and what only short instructions do: their length shows. */
class CompressedTest {
  private static final int C_NOP = 0x0001;
  private final InstructionSet all = new InstructionSet(CpuModel.MAX.plain().features());

  @Test
  void everyEncodingStandsForWhatTheManualSays() {
    CompressedOracle oracle = new CompressedOracle();
    Set<String> seen = new HashSet<>();
    for (int bits = 0; bits < 1 << 16; bits++) {
      if ((bits & 3) == 3) {
        continue;
      }
      int expected = oracle.expand(bits);
      int at = bits;
      assertEquals(expected, all.expand(bits), () -> Integer.toHexString(at) + " " + oracle.row());
      if (expected != CompressedOracle.ILLEGAL) {
        seen.add(oracle.row());
        assertNotNull(all.find(expected), oracle.row());
      }
    }
    Set<String> rows = new HashSet<>();
    for (Compressed[] table : InstructionSet.compressedTables()) {
      for (Compressed row : table) {
        rows.add(row.name());
      }
    }
    assertEquals(rows, seen);
  }

  /** c.jalr and c.jr: the link is two bytes on. */
  @Test
  void theLinkIsBehindAShortInstruction() throws Exception {
    Random random = new Random(Fixture.SEED);
    try (ConformanceMachine machine = new ConformanceMachine(CpuModel.MAX.plain().features(), 96)) {
      Registers before = Registers.random(random);
      before.x[5] = ConformanceMachine.BASE + 8;
      Registers after = before.copy();
      after.x[1] = ConformanceMachine.BASE + 4;
      after.x[28]++;
      int jump = C_NOP | 0x9282 << 16; // c.nop; c.jalr x5
      int skipped = 0x001E0E13; // addi x28, x28, 1
      int[] code = {jump, skipped, skipped};
      assertEquals("", machine.run(sequence(code, before, after)));
      int shortLoad = 0x414C | C_NOP << 16; // c.lw x11, 4(x10); c.nop
      before.x[10] = 0x1000;
      Fixture.Trap trap = new Fixture.Trap(Cause.LOAD_ACCESS, 0x1004, 0);
      int[] faulting = {shortLoad};
      assertEquals(
          "", machine.run(new Fixture("C_LW", Hart.SUPERVISOR, faulting, before, before, trap)));
    }
  }

  @Test
  void anIllegalShortInstructionTrapsWithItsSixteenBits() throws Exception {
    try (ConformanceMachine machine = new ConformanceMachine(CpuModel.MAX.plain().features(), 96)) {
      Registers state = Registers.random(new Random(Fixture.SEED));
      Fixture.Trap trap = new Fixture.Trap(Cause.ILLEGAL_INSTRUCTION, 0x8002, 2);
      int[] code = {C_NOP | 0x8002 << 16}; // c.jr x0 is reserved
      assertEquals("", machine.run(new Fixture("C_JR", Hart.SUPERVISOR, code, state, state, trap)));
    }
  }

  private static Fixture sequence(int[] code, Registers before, Registers after) {
    return new Fixture("C_JALR", Hart.SUPERVISOR, code, before, after, Fixture.Trap.NONE);
  }
}
