package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * Zacas: compare and swap. rd holds what is expected and takes what was found.
 *
 * <p>Spec: [RISCV-UNPRIV] 16.
 */
enum Zacas implements Instruction {
  AMOCAS_W("00101 . . ..... ..... 010 ..... 0101111"),
  AMOCAS_D("00101 . . ..... ..... 011 ..... 0101111"),
  AMOCAS_Q("00101 . . ..... ..... 100 ..... 0101111");

  private final String pattern;

  Zacas(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZACAS.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case AMOCAS_W -> single(e, IrOp.AMO_CAS_32);
      case AMOCAS_D -> single(e, IrOp.AMO_CAS_64);
      case AMOCAS_Q -> pair(e);
    }
  }

  private static void single(Emitter e, IrOp op) {
    e.ir().ternary(op, e.xd(), e.xs1(), e.xs2(), e.x(e.rd()), 0);
  }

  /** Register pairs begin with an even number; the pair of x0 reads as zero and is not written. */
  private static void pair(Emitter e) {
    if (((e.rd() | e.rs2()) & 1) != 0) {
      e.illegal();
      return;
    }
    IrBuilder ir = e.ir();
    int low = ir.temp();
    int high = ir.temp();
    ir.binary(IrOp.CAS_128_EXPECT, ir.temp(), e.x(e.rd()), upper(e, e.rd()));
    ir.ternary(IrOp.AMO_CAS_128, low, e.xs1(), e.xs2(), upper(e, e.rs2()), 0);
    ir.unary(IrOp.CAS_128_HIGH, high, low);
    if (e.rd() != 0) {
      ir.unary(IrOp.MOV, e.rd(), low);
      ir.unary(IrOp.MOV, e.rd() + 1, high);
    }
  }

  private static int upper(Emitter e, int register) {
    return e.x(register == 0 ? 0 : register + 1);
  }
}
