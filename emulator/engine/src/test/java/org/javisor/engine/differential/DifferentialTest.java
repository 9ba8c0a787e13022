package org.javisor.engine.differential;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.javisor.engine.vcpu.Engine;
import org.javisor.host.HostException;
import org.junit.jupiter.api.Test;

/**
 * Random scripts under every configuration that makes another path likely. {@code
 * -Djavisor.scripts=N} runs N of them for each, {@code -Djavisor.seed=S} begins with seed S.
 */
class DifferentialTest {
  private static final int SCRIPTS = Integer.getInteger("javisor.scripts", 150);
  private static final long SEED = Long.getLong("javisor.seed", 1);
  private static final Engine.TlbEntries SMALLEST = new Engine.TlbEntries(2, 2);

  private static final Engine.Config JIT = Engine.Config.of(Engine.Accelerator.JIT);

  private record Configuration(String name, Engine.Config config, int times) {}

  private static Configuration configuration(String name, int maxUnit, int slice, int times) {
    return new Configuration(name, JIT.withMaxUnit(maxUnit).withSlice(slice), times);
  }

  private static List<Configuration> configurations() {
    return List.of(
        configuration("usual", 96, 8192, 1),
        configuration("hot", 96, 8192, 3),
        new Configuration("checked", JIT.withChecks(), 2),
        configuration("one instruction a unit", 1, 8192, 2),
        configuration("short units", 7, 3, 2),
        configuration("one instruction a slice", 96, 1, 2),
        new Configuration("smallest TLB", JIT.withSlice(5).withTlbEntries(SMALLEST), 2),
        new Configuration(
            "code cache that is soon full",
            JIT.withCodeBytes(600 << 10).withTlbEntries(SMALLEST),
            1),
        new Configuration(
            "little code in many segments", JIT.withCodeBytes(128 << 10).withMaxUnit(1), 2));
  }

  @Test
  void machineCodeDoesWhatTheInterpreterDoes() throws HostException, InterruptedException {
    Set<Long> contents = new HashSet<>();
    long sum = 0;
    for (Configuration each : configurations()) {
      UnitTally tally = new UnitTally(contents);
      try (Differential differential = new Differential(each.name(), each.config(), tally)) {
        for (int i = 0; i < SCRIPTS; i++) {
          differential.check(SEED + i, each.times());
        }
      }
      System.out.printf("%s: %,d scripts, %s%n", each.name(), SCRIPTS, tally.take());
      sum += tally.distinct();
    }
    System.out.printf(
        "from seed %d on: %,d units of distinct content, %,d when the same content counts once for"
            + " each configuration%n",
        SEED, contents.size(), sum);
  }
}
