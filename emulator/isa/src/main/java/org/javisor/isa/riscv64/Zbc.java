package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zbc: carry-less multiplication.
 *
 * <p>Spec: [RISCV-UNPRIV] 28.4.3.
 */
enum Zbc implements Instruction {
  CLMUL("0000101 ..... ..... 001 ..... 0110011"),
  CLMULR("0000101 ..... ..... 010 ..... 0110011"),
  CLMULH("0000101 ..... ..... 011 ..... 0110011");

  private final String pattern;

  Zbc(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZBC.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case CLMUL -> e.register(IrOp.CLMUL);
      case CLMULR -> e.register(IrOp.CLMULR);
      case CLMULH -> e.register(IrOp.CLMULH);
    }
  }
}
