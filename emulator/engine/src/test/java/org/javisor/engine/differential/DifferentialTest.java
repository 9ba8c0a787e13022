package org.javisor.engine.differential;

import java.util.List;
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

  private record Configuration(String name, Engine.Config config, int times) {}

  private static Configuration configuration(String name, int maxUnit, int slice, int times) {
    Engine.Config usual = Engine.Config.of(Engine.Accelerator.JIT);
    return new Configuration(
        name,
        new Engine.Config(
            Engine.Accelerator.JIT, usual.codeBytes(), maxUnit, slice, usual.tlbEntries()),
        times);
  }

  private static List<Configuration> configurations() {
    Configuration poor = configuration("smallest TLB", 96, 5, 2);
    Configuration tight = configuration("code cache that is soon full", 96, 8192, 1);
    Engine.Config p = poor.config();
    Engine.Config t = tight.config();
    return List.of(
        configuration("usual", 96, 8192, 1),
        configuration("hot", 96, 8192, 3),
        configuration("one instruction a unit", 1, 8192, 2),
        configuration("short units", 7, 3, 2),
        configuration("one instruction a slice", 96, 1, 2),
        new Configuration(
            poor.name(),
            new Engine.Config(p.accelerator(), p.codeBytes(), p.maxUnit(), p.slice(), SMALLEST),
            poor.times()),
        new Configuration(
            tight.name(),
            new Engine.Config(t.accelerator(), 600 << 10, t.maxUnit(), t.slice(), SMALLEST),
            tight.times()));
  }

  @Test
  void machineCodeDoesWhatTheInterpreterDoes() throws HostException, InterruptedException {
    for (Configuration each : configurations()) {
      try (Differential differential = new Differential(each.name(), each.config())) {
        for (int i = 0; i < SCRIPTS; i++) {
          differential.check(SEED + i, each.times());
        }
      }
    }
  }
}
