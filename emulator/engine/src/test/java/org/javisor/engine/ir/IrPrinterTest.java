package org.javisor.engine.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IrPrinterTest {
  @Test
  void printsOneOperatorALineUnderItsInstruction() {
    IrBuilder ir = new IrBuilder();
    ir.begin(0x8000_0000L);
    int t = ir.temp();
    ir.load(IrOp.LD32_S, t, 10, -4);
    ir.binary(IrOp.ADD_SHIFTED, 5, t, ir.constant(-1), 3);
    ir.begin(0x8000_0004L);
    ir.store(IrOp.ST8, 2, 0x10, ir.constant(255));
    ir.begin(0x8000_0008L);
    ir.ternary(IrOp.SELECT, 7, 8, 9, 10, 0);
    ir.fence();
    ir.branch(IrOp.BR_LT_U, 1, 2, 0x8000_0000L);
    ir.jump(0x8000_0010L);
    assertEquals(
        """
        0x80000000:
          LD32_S t0, r10 [0xfffffffffffffffc]
          ADD_SHIFTED r5, t0, 0xffffffffffffffff [0x3]
        0x80000004:
          ST8 r2, 0xff [0x10]
        0x80000008:
          SELECT r7, r8, r9, r10
          FENCE
          BR_LT_U r1, r2 [0x80000000]
          JUMP [0x80000010]
        """,
        IrPrinter.print(ir));
  }

  @Test
  void printsNothingForAnEmptyUnit() {
    assertEquals("", IrPrinter.print(new IrBuilder()));
  }
}
