package org.javisor.engine.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.bus.memory.AddressSpace;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static String notice(Engine.Accelerator accelerator, String architecture) {
    Engine.Config config = Engine.Config.of(accelerator).withCodeBytes(1 << 20);
    try (Engine engine = Engine.create(new AddressSpace(), config, architecture)) {
      return engine.notice();
    }
  }

  @Test
  void aHostWithoutACodeGeneratorInterpretsAndSaysSo() {
    assertEquals(
        "no code generator for riscv64 hosts yet: guest code is interpreted",
        notice(Engine.Accelerator.JIT, "riscv64"));
  }

  @Test
  void whatIsDoneAsAskedForIsNotMentioned() {
    assertEquals("", notice(Engine.Accelerator.INTERPRETER, "riscv64"));
    assertEquals("", notice(Engine.Accelerator.INTERPRETER, "amd64"));
    assertTrue(
        !"amd64".equals(System.getProperty("os.arch"))
            || notice(Engine.Accelerator.JIT, "amd64").isEmpty());
  }
}
