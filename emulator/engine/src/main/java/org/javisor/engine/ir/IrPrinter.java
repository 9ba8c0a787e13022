package org.javisor.engine.ir;

/** A unit's IR as text, one operator a line: {@code ADD r5, r6, 0x10}. */
public final class IrPrinter {
  private IrPrinter() {}

  public static String print(IrBuilder ir) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ir.size(); i++) {
      if (ir.op(i) == IrOp.INSN_START) {
        text.append("0x").append(Long.toHexString(ir.imm(i))).append(":\n");
      } else {
        print(ir, i, text);
      }
    }
    return text.toString();
  }

  private static void print(IrBuilder ir, int i, StringBuilder text) {
    text.append("  ").append(ir.op(i));
    int[] operands = {ir.dst(i), ir.a(i), ir.b(i), ir.c(i)};
    String separator = " ";
    for (int operand : operands) {
      if (operand != IrBuilder.NONE) {
        text.append(separator).append(operand(ir, operand));
        separator = ", ";
      }
    }
    if (ir.imm(i) != 0) {
      text.append(" [0x").append(Long.toHexString(ir.imm(i))).append(']');
    }
    text.append('\n');
  }

  private static String operand(IrBuilder ir, int value) {
    if (IrBuilder.isConstant(value)) {
      return "0x" + Long.toHexString(ir.constantValue(value));
    }
    return IrBuilder.isTemp(value) ? "t" + IrBuilder.tempIndex(value) : "r" + value;
  }
}
