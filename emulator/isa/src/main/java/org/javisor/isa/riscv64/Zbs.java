package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zbs: single bits.
 *
 * <p>Spec: [RISCV-UNPRIV] 28.4.4.
 */
enum Zbs implements Instruction {
  BCLR("0100100 ..... ..... 001 ..... 0110011"),
  BCLRI("010010 ...... ..... 001 ..... 0010011"),
  BEXT("0100100 ..... ..... 101 ..... 0110011"),
  BEXTI("010010 ...... ..... 101 ..... 0010011"),
  BINV("0110100 ..... ..... 001 ..... 0110011"),
  BINVI("011010 ...... ..... 001 ..... 0010011"),
  BSET("0010100 ..... ..... 001 ..... 0110011"),
  BSETI("001010 ...... ..... 001 ..... 0010011");

  private final String pattern;

  Zbs(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZBS.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case BCLR -> clear(e, e.xs2());
      case BCLRI -> clear(e, e.constant(e.shamt()));
      case BEXT -> extract(e, e.xs2());
      case BEXTI -> extract(e, e.constant(e.shamt()));
      case BINV -> invert(e, e.xs2());
      case BINVI -> invert(e, e.constant(e.shamt()));
      case BSET -> set(e, e.xs2());
      case BSETI -> set(e, e.constant(e.shamt()));
    }
  }

  private static void clear(Emitter e, int position) {
    e.ir().binary(IrOp.ANDN, e.xd(), e.xs1(), bit(e, position));
  }

  private static void invert(Emitter e, int position) {
    e.ir().binary(IrOp.XOR, e.xd(), e.xs1(), bit(e, position));
  }

  private static void set(Emitter e, int position) {
    e.ir().binary(IrOp.OR, e.xd(), e.xs1(), bit(e, position));
  }

  private static void extract(Emitter e, int position) {
    int shifted = e.ir().temp();
    e.ir().binary(IrOp.SHR, shifted, e.xs1(), position);
    e.ir().binary(IrOp.AND, e.xd(), shifted, e.constant(1));
  }

  private static int bit(Emitter e, int position) {
    int mask = e.ir().temp();
    e.ir().binary(IrOp.SHL, mask, e.constant(1), position);
    return mask;
  }
}
