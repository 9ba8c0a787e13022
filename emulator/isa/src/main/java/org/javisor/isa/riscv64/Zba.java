package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zba: address generation.
 *
 * <p>Spec: [RISCV-UNPRIV] 28.4.1.
 */
enum Zba implements Instruction {
  SH1ADD("0010000 ..... ..... 010 ..... 0110011"),
  SH1ADD_UW("0010000 ..... ..... 010 ..... 0111011"),
  SH2ADD("0010000 ..... ..... 100 ..... 0110011"),
  SH2ADD_UW("0010000 ..... ..... 100 ..... 0111011"),
  SH3ADD("0010000 ..... ..... 110 ..... 0110011"),
  SH3ADD_UW("0010000 ..... ..... 110 ..... 0111011"),
  ADD_UW("0000100 ..... ..... 000 ..... 0111011"),
  SLLI_UW("000010 ...... ..... 001 ..... 0011011");

  private final String pattern;

  Zba(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZBA.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case SH1ADD -> e.ir().binary(IrOp.ADD_SHIFTED, e.xd(), e.xs2(), e.xs1(), 1);
      case SH1ADD_UW -> addUnsignedWord(e, 1);
      case SH2ADD -> e.ir().binary(IrOp.ADD_SHIFTED, e.xd(), e.xs2(), e.xs1(), 2);
      case SH2ADD_UW -> addUnsignedWord(e, 2);
      case SH3ADD -> e.ir().binary(IrOp.ADD_SHIFTED, e.xd(), e.xs2(), e.xs1(), 3);
      case SH3ADD_UW -> addUnsignedWord(e, 3);
      case ADD_UW -> addUnsignedWord(e, 0);
      case SLLI_UW -> shiftUnsignedWord(e);
    }
  }

  private static void addUnsignedWord(Emitter e, int shift) {
    int word = e.ir().temp();
    e.ir().unary(IrOp.EXT32_U, word, e.xs1());
    if (shift == 0) {
      e.ir().binary(IrOp.ADD, e.xd(), e.xs2(), word);
    } else {
      e.ir().binary(IrOp.ADD_SHIFTED, e.xd(), e.xs2(), word, shift);
    }
  }

  private static void shiftUnsignedWord(Emitter e) {
    int word = e.ir().temp();
    e.ir().unary(IrOp.EXT32_U, word, e.xs1());
    e.ir().binary(IrOp.SHL, e.xd(), word, e.constant(e.shamt()));
  }
}
