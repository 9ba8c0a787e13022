package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.api.Test;

/**
 * Random instructions under random page tables with hostile addresses: as machine code they do what
 * they do interpreted, under configurations that make other paths likely, and touch nothing but
 * what the tables allow. {@code -Djavisor.cases=N} runs N for each configuration, {@code
 * -Djavisor.seed=S} begins with seed S.
 */
class HostileTest {
  private static final int CASES = Integer.getInteger("javisor.cases", 600);
  private static final long SEED = Long.getLong("javisor.seed", 1);
  private static final Engine.TlbEntries SMALLEST = new Engine.TlbEntries(2, 2);
  private static final Engine.Config JIT = Engine.Config.of(Engine.Accelerator.JIT);

  private record Configuration(String name, Engine.Config config) {}

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          new Configuration("usual", JIT),
          new Configuration("checked", JIT.withChecks()),
          new Configuration("one instruction a unit", JIT.withMaxUnit(1)),
          new Configuration("one instruction a slice", JIT.withSlice(1)),
          new Configuration("smallest TLB", JIT.withTlbEntries(SMALLEST).withSlice(5)),
          new Configuration(
              "code cache that is soon full",
              JIT.withCodeBytes(256 << 10).withTlbEntries(SMALLEST).withMaxUnit(7)),
          new Configuration("smallest TLB, checked", JIT.withTlbEntries(SMALLEST).withChecks()));

  @Test
  void machineCodeDoesWhatTheInterpreterDoesAndNoMore() throws Exception {
    for (Configuration each : CONFIGURATIONS) {
      try (HostileMachine interpreter =
              new HostileMachine(Engine.Config.of(Engine.Accelerator.INTERPRETER));
          HostileMachine generator = new HostileMachine(each.config())) {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
          HostileCase program = new HostileCase(seed);
          interpreter.start(program);
          generator.start(program);
          HostileMachine.Outcome expected = interpreter.finish(program);
          HostileMachine.Outcome actual = generator.finish(program);
          assertEquals("", expected.difference(actual), each.name() + ", seed " + seed + "L");
        }
        interpreter.checkCanaries();
        generator.checkCanaries();
      }
    }
  }
}
