package org.javisor.isa.riscv64;

import java.util.function.Consumer;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;

/** Makes the vCPUs of the machines that tests run programs on. */
final class TestHart {
  private TestHart() {}

  /**
   * Hart 0, whose thread waits to be resumed.
   *
   * @param failure told what went wrong in the emulator
   */
  static Vcpu start(Engine engine, CpuConfig cpu, HartWiring wiring, Consumer<String> failure)
      throws HostException {
    HartConfig config = HartConfig.of(0, cpu);
    Vcpu vcpu =
        Vcpu.create(
            new Vcpu.Setup(
                0,
                engine,
                new RiscvFrontEnd(config.features()),
                port -> new Hart(config, port, wiring),
                failure));
    vcpu.start();
    return vcpu;
  }
}
