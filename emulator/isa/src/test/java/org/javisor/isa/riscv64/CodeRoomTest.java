package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.api.Test;

/** Programs whose machine code is more than there is room for. */
class CodeRoomTest {
  private static final long FAR = TestMachine.BASE + 0x20000;
  private static final int ROUNDS = 20;
  private static final int INSTRUCTIONS = 16_000;

  private static final Engine.Config CONFIG =
      Engine.Config.of(Engine.Accelerator.JIT).withMaxUnit(16);

  /** Adds to x6 for 64 KB of code; all that x11 times. */
  private static int[] longLoop() {
    List<Integer> words = new ArrayList<>();
    for (int i = 0; i < INSTRUCTIONS; i++) {
      words.add(Words.addi(6, 6, 1));
    }
    words.add(Words.addi(11, 11, -1));
    words.add(Words.beq(11, 0, 8));
    words.add(Words.jalr(0, 7, 0));
    words.add(Words.ECALL);
    return words.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Engine.CodeCounts run(long codeBytes, int rounds) throws Exception {
    try (TestMachine machine = new TestMachine(CONFIG.withCodeBytes(codeBytes))) {
      machine.store(FAR, longLoop());
      machine.run(
          hart -> {
            hart.setX(6, 0);
            hart.setX(7, FAR);
            hart.setX(11, rounds);
          },
          Words.jalr(0, 7, 0));
      assertEquals((long) rounds * INSTRUCTIONS, machine.hart.x(6));
      return machine.engine().codeCounts().orElseThrow();
    }
  }

  @Test
  void aLoopWithRoomIsTranslatedOnce() throws Exception {
    long once = run(8 << 20, 1).units();
    Engine.CodeCounts counts = run(8 << 20, ROUNDS);
    assertTrue(Math.abs(counts.units() - once) <= 2, () -> once + ", " + counts);
    assertEquals(0, counts.drops());
  }

  @Test
  void aLoopThatJustExceedsItsRoomIsTranslatedAtMostOnceEachTimeRound() throws Exception {
    long once = run(8 << 20, 1).units();
    for (long bytes : new long[] {128 << 10, 160 << 10, 192 << 10, 256 << 10}) {
      Engine.CodeCounts counts = run(bytes, ROUNDS);
      assertTrue(counts.drops() <= ROUNDS * 8L, () -> bytes + ": " + counts);
      assertTrue(counts.units() <= (once + 8) * ROUNDS, () -> bytes + ": " + counts);
    }
    assertTrue(run(128 << 10, ROUNDS).drops() > 0);
  }
}
