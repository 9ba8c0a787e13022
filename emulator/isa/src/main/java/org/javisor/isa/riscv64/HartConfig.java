package org.javisor.isa.riscv64;

/**
 * What kind of hart it is.
 *
 * <p>Spec: [RISCV-PRIV] 3.1.5 (hart ID), 10.1.11 (satp modes).
 *
 * @param hartId its number, from 0
 * @param maxSatpMode the largest translation mode: 8 Sv39, 9 Sv48, 10 Sv57; 0 none
 * @param features the extensions that it has
 */
public record HartConfig(int hartId, int maxSatpMode, Features features) {
  public static final int SV39 = 8;
  public static final int SV48 = 9;
  public static final int SV57 = 10;

  /** Hart {@code hartId} of the kind {@code cpu}. */
  public static HartConfig of(int hartId, CpuConfig cpu) {
    return new HartConfig(hartId, cpu.maxSatpMode(), cpu.features());
  }
}
