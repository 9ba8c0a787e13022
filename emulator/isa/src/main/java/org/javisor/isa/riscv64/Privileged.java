package org.javisor.isa.riscv64;

/**
 * The privileged instructions.
 *
 * <p>Spec: [RISCV-PRIV] 3.3, 10.2.1.
 */
enum Privileged implements Instruction {
  MRET("0011000 00010 00000 000 00000 1110011"),
  SRET("0001000 00010 00000 000 00000 1110011"),
  WFI("0001000 00101 00000 000 00000 1110011"),
  SFENCE_VMA("0001001 ..... ..... 000 00000 1110011");

  private final String pattern;

  Privileged(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return switch (this) {
      case MRET, WFI -> Extension.I.bit();
      case SRET, SFENCE_VMA -> Extension.S.bit();
    };
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case MRET -> e.helperExit(HelperCall.MRET);
      case SRET -> e.helperExit(HelperCall.SRET);
      case WFI -> e.helperExit(HelperCall.WFI);
      case SFENCE_VMA -> e.helperExit(HelperCall.SFENCE_VMA);
    }
  }
}
