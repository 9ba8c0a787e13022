package org.javisor.isa.riscv64;

/**
 * Svinval: sfence.vma in parts. The invalidation itself does all the work; the two fences around it
 * have nothing left to order. Place kept for H: hinval.vvma and hinval.gvma.
 *
 * <p>Spec: [RISCV-PRIV] 15.
 */
enum Svinval implements Instruction {
  SINVAL_VMA("0001011 ..... ..... 000 00000 1110011"),
  SFENCE_W_INVAL("0001100 00000 00000 000 00000 1110011"),
  SFENCE_INVAL_IR("0001100 00001 00000 000 00000 1110011");

  private final String pattern;

  Svinval(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.SVINVAL.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case SINVAL_VMA -> e.helperExit(HelperCall.SFENCE_VMA);
      case SFENCE_W_INVAL, SFENCE_INVAL_IR -> {
        if (Mode.privilege(e.mode()) == Hart.USER) {
          e.illegal();
        }
      }
    }
  }
}
