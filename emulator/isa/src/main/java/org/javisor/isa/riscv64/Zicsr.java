package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zicsr: access to control and status registers.
 *
 * <p>Spec: [RISCV-UNPRIV] 6.
 */
enum Zicsr implements Instruction {
  CSRRW("............ ..... 001 ..... 1110011"),
  CSRRS("............ ..... 010 ..... 1110011"),
  CSRRC("............ ..... 011 ..... 1110011"),
  CSRRWI("............ ..... 101 ..... 1110011"),
  CSRRSI("............ ..... 110 ..... 1110011"),
  CSRRCI("............ ..... 111 ..... 1110011");

  private final String pattern;

  Zicsr(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZICSR.bit();
  }

  @Override
  public void emit(Emitter e) {
    if (CsrEmitter.emit(e)) {
      return;
    }
    switch (this) {
      case CSRRW, CSRRWI -> e.helperExit(HelperCall.CSR);
      case CSRRS, CSRRC, CSRRSI, CSRRCI -> readOrWrite(e);
    }
  }

  /** Without a source register it only reads, and the unit goes on. */
  private static void readOrWrite(Emitter e) {
    if (e.rs1() != 0) {
      e.helperExit(HelperCall.CSR);
      return;
    }
    int value = e.ir().temp();
    e.ir().helper(HelperCall.CSR_READ, value, e.constant(e.bits() & 0xFFFFFFFFL), e.constant(0));
    e.ir().unary(IrOp.MOV, e.xd(), value);
  }
}
