package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zbb: basic bit manipulation.
 *
 * <p>Spec: [RISCV-UNPRIV] 28.4.2.
 */
enum Zbb implements Instruction {
  ANDN("0100000 ..... ..... 111 ..... 0110011"),
  ORN("0100000 ..... ..... 110 ..... 0110011"),
  XNOR("0100000 ..... ..... 100 ..... 0110011"),
  MAX("0000101 ..... ..... 110 ..... 0110011"),
  MAXU("0000101 ..... ..... 111 ..... 0110011"),
  MIN("0000101 ..... ..... 100 ..... 0110011"),
  MINU("0000101 ..... ..... 101 ..... 0110011"),
  ROL("0110000 ..... ..... 001 ..... 0110011"),
  ROR("0110000 ..... ..... 101 ..... 0110011"),
  CLZ("011000000000 ..... 001 ..... 0010011"),
  CTZ("011000000001 ..... 001 ..... 0010011"),
  CPOP("011000000010 ..... 001 ..... 0010011"),
  SEXT_B("011000000100 ..... 001 ..... 0010011"),
  SEXT_H("011000000101 ..... 001 ..... 0010011"),
  CLZW("011000000000 ..... 001 ..... 0011011"),
  CTZW("011000000001 ..... 001 ..... 0011011"),
  CPOPW("011000000010 ..... 001 ..... 0011011"),
  ZEXT_H("0000100 00000 ..... 100 ..... 0111011"),
  ORC_B("001010000111 ..... 101 ..... 0010011"),
  REV8("011010111000 ..... 101 ..... 0010011"),
  RORI("011000 ...... ..... 101 ..... 0010011"),
  ROLW("0110000 ..... ..... 001 ..... 0111011"),
  RORW("0110000 ..... ..... 101 ..... 0111011"),
  RORIW("0110000 ..... ..... 101 ..... 0011011");

  private final String pattern;

  Zbb(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZBB.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case ANDN -> e.register(IrOp.ANDN);
      case ORN -> e.register(IrOp.ORN);
      case XNOR -> e.register(IrOp.XNOR);
      case MAX -> e.register(IrOp.MAX_S);
      case MAXU -> e.register(IrOp.MAX_U);
      case MIN -> e.register(IrOp.MIN_S);
      case MINU -> e.register(IrOp.MIN_U);
      case ROL -> e.register(IrOp.ROTL);
      case ROR -> e.register(IrOp.ROTR);
      case CLZ -> e.unary(IrOp.CLZ);
      case CTZ -> e.unary(IrOp.CTZ);
      case CPOP -> e.unary(IrOp.POPCNT);
      case SEXT_B -> e.unary(IrOp.EXT8_S);
      case SEXT_H -> e.unary(IrOp.EXT16_S);
      case CLZW -> e.unary(IrOp.CLZ_32);
      case CTZW -> e.unary(IrOp.CTZ_32);
      case CPOPW -> e.unary(IrOp.POPCNT_32);
      case ZEXT_H -> e.unary(IrOp.EXT16_U);
      case ORC_B -> e.unary(IrOp.OR_COMBINE_BYTES);
      case REV8 -> e.unary(IrOp.BSWAP);
      case RORI -> e.immediate(IrOp.ROTR, e.shamt());
      case ROLW -> e.register(IrOp.ROTL_32S);
      case RORW -> e.register(IrOp.ROTR_32S);
      case RORIW -> e.immediate(IrOp.ROTR_32S, e.shamt());
    }
  }
}
