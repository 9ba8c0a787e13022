package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zicond: a register or zero, by a condition.
 *
 * <p>Spec: [RISCV-UNPRIV] 12.
 */
enum Zicond implements Instruction {
  CZERO_EQZ("0000111 ..... ..... 101 ..... 0110011"),
  CZERO_NEZ("0000111 ..... ..... 111 ..... 0110011");

  private final String pattern;

  Zicond(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZICOND.bit();
  }

  @Override
  public void emit(Emitter e) {
    int zero = e.constant(0);
    switch (this) {
      case CZERO_EQZ -> e.ir().ternary(IrOp.SELECT, e.xd(), e.xs1(), zero, e.xs2(), 0);
      case CZERO_NEZ -> e.ir().ternary(IrOp.SELECT, e.xd(), zero, e.xs1(), e.xs2(), 0);
    }
  }
}
