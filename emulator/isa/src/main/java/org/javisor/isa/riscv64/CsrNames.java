package org.javisor.isa.riscv64;

import java.util.Locale;

/**
 * What assemblers and debuggers call control and status registers.
 *
 * <p>Spec: [RISCV-PRIV] 2.2.
 */
final class CsrNames {
  private static final int FIRST_COUNTER = 3;

  private CsrNames() {}

  /** The name of the register {@code number}; its number when it is not known here. */
  static String of(int number) {
    Csr csr = Csr.of(number);
    return csr == null ? "0x" + Integer.toHexString(number) : name(csr, csr.index(number));
  }

  private static String name(Csr csr, int index) {
    String name = csr.name().toLowerCase(Locale.ROOT);
    return switch (csr) {
      case MHPMEVENT, MHPMCOUNTER, HPMCOUNTER -> name + (index + FIRST_COUNTER);
      case PMPCFG -> name + 2 * index;
      case TDATA -> name + (index + 1);
      case PMPADDR, SSTATEEN, MSTATEEN -> name + index;
      default -> name;
    };
  }
}
