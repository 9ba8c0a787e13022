package org.javisor.engine.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IrVerifierTest {
  private final IrBuilder ir = new IrBuilder();

  @BeforeEach
  void beginInstruction() {
    ir.begin(0x1000);
  }

  @Test
  void loadThenSlotWriteIsPrecise() {
    int t = ir.temp();
    ir.load(IrOp.LD64, t, 5, 8);
    ir.binary(IrOp.ADD, 6, t, ir.constant(1));
    assertTrue(IrVerifier.verify(ir));
  }

  @Test
  void loadMayWriteItsSlotItself() {
    ir.load(IrOp.LD64, 5, 5, 0);
    assertTrue(IrVerifier.verify(ir));
  }

  @Test
  void slotWriteBeforeLoadIsRefused() {
    ir.unary(IrOp.MOV, 6, 5);
    ir.load(IrOp.LD64, 7, 5, 0);
    refused(2, IrOp.LD64, "may leave the unit after a guest slot was written");
  }

  @Test
  void slotWriteBeforeStoreIsRefused() {
    ir.unary(IrOp.MOV, 6, 5);
    ir.store(IrOp.ST8, 5, 0, 6);
    refused(2, IrOp.ST8, "may leave the unit after a guest slot was written");
  }

  @Test
  void slotWriteBeforeTrapIsRefused() {
    ir.unary(IrOp.MOV, 6, 5);
    ir.trap(2, ir.constant(0));
    refused(2, IrOp.TRAP, "may leave the unit after a guest slot was written");
  }

  @Test
  void slotWriteBeforeLeavingHelperIsRefused() {
    ir.unary(IrOp.MOV, 6, 5);
    ir.helperExit(1, 5, 0x1004);
    refused(2, IrOp.HELPER_EXIT, "may leave the unit after a guest slot was written");
  }

  @Test
  void temporaryWriteBeforeLoadIsAllowed() {
    int t = ir.temp();
    ir.unary(IrOp.MOV, t, 5);
    ir.load(IrOp.LD64, 7, t, 0);
    assertTrue(IrVerifier.verify(ir));
  }

  @Test
  void slotWriteOfAnEarlierInstructionDoesNotCount() {
    ir.unary(IrOp.MOV, 6, 5);
    ir.begin(0x1004);
    ir.load(IrOp.LD64, 7, 5, 0);
    assertTrue(IrVerifier.verify(ir));
  }

  @Test
  void slotWriteBeforeJumpIsAllowed() {
    ir.unary(IrOp.MOV, 1, ir.constant(0x1004));
    ir.jump(0x2000);
    assertTrue(IrVerifier.verify(ir));
  }

  @Test
  void unwrittenTemporaryIsRefusedInEverySource() {
    int t = ir.temp();
    ir.ternary(IrOp.SELECT, 5, 6, 7, t, 0);
    refused(1, IrOp.SELECT, "reads a temporary that was not written");
    restart();
    ir.binary(IrOp.ADD, 5, 6, ir.temp());
    refused(1, IrOp.ADD, "reads a temporary that was not written");
    restart();
    ir.binary(IrOp.ADD, 5, ir.temp(), 6);
    refused(1, IrOp.ADD, "reads a temporary that was not written");
  }

  @Test
  void temporaryOfAnEarlierInstructionIsRefused() {
    int t = ir.temp();
    ir.unary(IrOp.MOV, t, 5);
    ir.begin(0x1004);
    ir.unary(IrOp.MOV, 6, t);
    refused(3, IrOp.MOV, "reads a temporary that was not written");
  }

  @Test
  void lastTemporaryIsTracked() {
    int t = 0;
    for (int i = 0; i < IrBuilder.MAX_TEMPS; i++) {
      t = ir.temp();
    }
    ir.unary(IrOp.MOV, t, 5);
    ir.unary(IrOp.MOV, 6, t);
    assertTrue(IrVerifier.verify(ir));
    assertThrows(IllegalStateException.class, ir::temp);
  }

  @Test
  void operandsThatDoNotFitTheShapeAreRefused() {
    ir.unary(IrOp.ADD, 5, 6);
    refused(1, IrOp.ADD, "has the wrong second source");
    restart();
    ir.binary(IrOp.MOV, 5, 6, 7);
    refused(1, IrOp.MOV, "has the wrong second source");
    restart();
    ir.binary(IrOp.SELECT, 5, 6, 7);
    refused(1, IrOp.SELECT, "has the wrong third source");
    restart();
    ir.unary(IrOp.MOV, 5, IrBuilder.NONE);
    refused(1, IrOp.MOV, "has the wrong first source");
  }

  @Test
  void destinationOfAStoreIsRefused() {
    ir.binary(IrOp.ST64, 5, 6, 7);
    refused(1, IrOp.ST64, "has a destination");
  }

  @Test
  void constantAsDestinationIsRefused() {
    ir.unary(IrOp.MOV, ir.constant(1), 5);
    refused(1, IrOp.MOV, "writes a constant");
  }

  private void restart() {
    ir.clear();
    ir.begin(0x1000);
  }

  private void refused(int at, IrOp op, String what) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> IrVerifier.verify(ir));
    assertEquals("IR operator " + at + " (" + op + ") " + what, e.getMessage());
  }
}
