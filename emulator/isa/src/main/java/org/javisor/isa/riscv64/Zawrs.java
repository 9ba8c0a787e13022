package org.javisor.isa.riscv64;

/**
 * Zawrs: waiting for a change of what lr has read. A wait may end at any time, and here it ends at
 * once, after the host has had a chance to run another hart.
 *
 * <p>Spec: [RISCV-UNPRIV] 15.
 */
enum Zawrs implements Instruction {
  WRS_NTO("000000001101 00000 000 00000 1110011"),
  WRS_STO("000000011101 00000 000 00000 1110011");

  private final String pattern;

  Zawrs(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZAWRS.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case WRS_NTO, WRS_STO -> e.helper(HelperCall.WAIT_ON_RESERVATION);
    }
  }
}
