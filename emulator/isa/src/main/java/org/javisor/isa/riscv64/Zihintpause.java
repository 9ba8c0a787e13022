package org.javisor.isa.riscv64;

/**
 * Zihintpause: a hint in a waiting loop, among the fences. The hints of Zihintntl and Zicbop are
 * additions and inclusive ors to x0, which do nothing anyhow.
 *
 * <p>Spec: [RISCV-UNPRIV] 10.
 */
enum Zihintpause implements Instruction {
  PAUSE("0000 0001 0000 00000 000 00000 0001111");

  private final String pattern;

  Zihintpause(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZIHINTPAUSE.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case PAUSE -> e.helper(HelperCall.PAUSE);
    }
  }
}
