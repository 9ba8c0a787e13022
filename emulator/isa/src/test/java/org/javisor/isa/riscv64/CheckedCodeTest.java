package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machine code that checks each address that it uses notices one that is in no RAM it knows of. */
class CheckedCodeTest {
  private static final Engine.Config CHECKED =
      Engine.Config.of(Engine.Accelerator.JIT).withChecks();

  private static final int[] ACCESSES = {
    Words.ld(7, 5, 0), Words.sd(7, 5, 8), Words.amoaddD(8, 7, 5), Words.fld(1, 5, 16)
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anAccessElsewhereEndsTheCpu(int which) throws Exception {
    long base = TestMachine.BASE + (1 << 24);
    try (TestMachine machine = new TestMachine(CHECKED);
        GuestRam unknown = GuestRam.allocate("unknown", base, 4096)) {
      machine.run(hart -> hart.setX(5, TestMachine.DATA), ACCESSES);
      // RAM that comes after the engine: what checks does not know it, the soft TLB does.
      machine.memory().map(unknown);
      machine.prepare(hart -> hart.setX(5, base), Words.sb(7, 5, 0), ACCESSES[which]);
      machine.vcpu.resume();
      String failure = machine.failure();
      assertTrue(failure.contains("which is not in guest RAM"), failure);
    }
  }
}
