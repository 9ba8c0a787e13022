package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * The M extension: multiplication and division.
 *
 * <p>Spec: [RISCV-UNPRIV] 13.
 */
enum Rv64M implements Instruction {
  MUL("0000001 ..... ..... 000 ..... 0110011"),
  MULH("0000001 ..... ..... 001 ..... 0110011"),
  MULHSU("0000001 ..... ..... 010 ..... 0110011"),
  MULHU("0000001 ..... ..... 011 ..... 0110011"),
  DIV("0000001 ..... ..... 100 ..... 0110011"),
  DIVU("0000001 ..... ..... 101 ..... 0110011"),
  REM("0000001 ..... ..... 110 ..... 0110011"),
  REMU("0000001 ..... ..... 111 ..... 0110011"),
  MULW("0000001 ..... ..... 000 ..... 0111011"),
  DIVW("0000001 ..... ..... 100 ..... 0111011"),
  DIVUW("0000001 ..... ..... 101 ..... 0111011"),
  REMW("0000001 ..... ..... 110 ..... 0111011"),
  REMUW("0000001 ..... ..... 111 ..... 0111011");

  private final String pattern;

  Rv64M(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return switch (this) {
      case MUL, MULH, MULHSU, MULHU, MULW -> Extension.M.bit() | Extension.ZMMUL.bit();
      case DIV, DIVU, REM, REMU, DIVW, DIVUW, REMW, REMUW -> Extension.M.bit();
    };
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case MUL -> e.register(IrOp.MUL);
      case MULH -> e.register(IrOp.MULH_SS);
      case MULHSU -> e.register(IrOp.MULH_SU);
      case MULHU -> e.register(IrOp.MULH_UU);
      case DIV -> e.register(IrOp.DIV_S);
      case DIVU -> e.register(IrOp.DIV_U);
      case REM -> e.register(IrOp.REM_S);
      case REMU -> e.register(IrOp.REM_U);
      case MULW -> e.register(IrOp.MUL_32S);
      case DIVW -> e.register(IrOp.DIV_S_32S);
      case DIVUW -> e.register(IrOp.DIV_U_32S);
      case REMW -> e.register(IrOp.REM_S_32S);
      case REMUW -> e.register(IrOp.REM_U_32S);
    }
  }
}
