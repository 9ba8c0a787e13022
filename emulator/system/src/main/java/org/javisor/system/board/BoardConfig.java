package org.javisor.system.board;

import org.javisor.engine.vcpu.Engine;
import org.javisor.isa.riscv64.CpuConfig;

/**
 * What a machine is to be like.
 *
 * @param memoryBytes RAM, a positive multiple of 4096
 * @param cpus harts, from 1
 * @param cpu what kind of harts they are
 * @param boot what it starts with
 * @param options details
 * @param engine how guest code is executed
 */
public record BoardConfig(
    long memoryBytes,
    int cpus,
    CpuConfig cpu,
    BootConfig boot,
    BoardOptions options,
    Engine.Config engine) {
  /** A board with nothing special. */
  public BoardConfig(long memoryBytes, int cpus, CpuConfig cpu, BootConfig boot) {
    this(
        memoryBytes, cpus, cpu, boot, BoardOptions.PLAIN, Engine.Config.of(Engine.Accelerator.JIT));
  }
}
