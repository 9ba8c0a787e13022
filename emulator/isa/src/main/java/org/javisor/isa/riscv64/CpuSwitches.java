package org.javisor.isa.riscv64;

import java.util.Map;

/**
 * What was said about a CPU model's extensions and translation modes.
 *
 * <p>Spec: none, an input of {@link CpuModel#configure}.
 *
 * @param extensions extensions that were turned on or off
 * @param satpModes translation modes, as satp spells them, that were turned on or off
 */
public record CpuSwitches(Map<Extension, Boolean> extensions, Map<Integer, Boolean> satpModes) {
  /** Nothing said. */
  public static final CpuSwitches NONE = new CpuSwitches(Map.of(), Map.of());
}
