package org.javisor.engine.ir;

/**
 * Checks a unit's IR: operands that fit the operator, temporaries written before they are read, and
 * the rule that makes exceptions precise: in one instruction no guest slot is written before the
 * last operator that may leave the unit.
 */
public final class IrVerifier {
  private IrVerifier() {}

  /**
   * Passes silently.
   *
   * @return true, so that it can stand in an assert
   * @throws IllegalStateException naming the operator that is wrong
   */
  public static boolean verify(IrBuilder ir) {
    long written = 0;
    boolean slotWritten = false;
    for (int i = 0; i < ir.size(); i++) {
      IrOp op = ir.op(i);
      if (op == IrOp.INSN_START) {
        written = 0;
        slotWritten = false;
        continue;
      }
      checkShape(ir, i);
      read(ir, i, ir.a(i), written);
      read(ir, i, ir.b(i), written);
      read(ir, i, ir.c(i), written);
      if (op.effect() == IrOp.Effect.MAY_EXIT || op == IrOp.TRAP || op == IrOp.HELPER_EXIT) {
        require(!slotWritten, ir, i, "may leave the unit after a guest slot was written");
      }
      int dst = ir.dst(i);
      if (dst != IrBuilder.NONE) {
        if (IrBuilder.isTemp(dst)) {
          written |= 1L << IrBuilder.tempIndex(dst);
        } else {
          slotWritten = true;
        }
      }
    }
    return true;
  }

  private static void checkShape(IrBuilder ir, int i) {
    IrOp.Shape shape = ir.op(i).shape();
    boolean wantsA = shape != IrOp.Shape.NULLARY && shape != IrOp.Shape.VALUE;
    boolean wantsB =
        switch (shape) {
          case BINARY, TERNARY, STORE, BRANCH -> true;
          case NULLARY, VALUE, SOURCE, UNARY, LOAD -> false;
        };
    boolean wantsC = shape == IrOp.Shape.TERNARY;
    require(wantsA == (ir.a(i) != IrBuilder.NONE), ir, i, "has the wrong first source");
    require(wantsB == (ir.b(i) != IrBuilder.NONE), ir, i, "has the wrong second source");
    require(wantsC == (ir.c(i) != IrBuilder.NONE), ir, i, "has the wrong third source");
    require(ir.op(i).writes() || ir.dst(i) == IrBuilder.NONE, ir, i, "has a destination");
    require(!IrBuilder.isConstant(ir.dst(i)), ir, i, "writes a constant");
  }

  private static void read(IrBuilder ir, int i, int value, long written) {
    if (value != IrBuilder.NONE && IrBuilder.isTemp(value)) {
      boolean known = (written >>> IrBuilder.tempIndex(value) & 1) != 0;
      require(known, ir, i, "reads a temporary that was not written");
    }
  }

  private static void require(boolean condition, IrBuilder ir, int i, String what) {
    if (!condition) {
      throw new IllegalStateException("IR operator " + i + " (" + ir.op(i) + ") " + what);
    }
  }
}
