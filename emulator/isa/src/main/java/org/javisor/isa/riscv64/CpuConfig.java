package org.javisor.isa.riscv64;

/**
 * A model with its switches applied.
 *
 * <p>Spec: [RISCV-PRIV] 10.1.11 (satp modes).
 *
 * @param maxSatpMode the largest translation mode, as satp spells it; 0 without translation
 */
public record CpuConfig(CpuModel model, Features features, int maxSatpMode) {
  /**
   * The largest translation mode as the device tree's {@code mmu-type} spells it, without the
   * maker.
   */
  public String mmuType() {
    return switch (maxSatpMode) {
      case HartConfig.SV39 -> "sv39";
      case HartConfig.SV48 -> "sv48";
      case HartConfig.SV57 -> "sv57";
      default -> "none";
    };
  }
}
