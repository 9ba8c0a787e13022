package org.javisor.engine.differential;

import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/** The IR of one scripted instruction. */
final class Snippet {
  static final int NONE = IrBuilder.NONE;
  static final int TEMP = 1024;
  static final int CONSTANT = 1 << 30;

  /**
   * An operator. Operands are slots, {@code TEMP + n}, {@code CONSTANT + n} (the script's n-th
   * constant) or NONE; code addresses in {@code imm} are relative to the instruction.
   */
  record Operator(IrOp op, int dst, int a, int b, int c, long imm) {}

  private final int length;
  private final List<Operator> operators = new ArrayList<>();
  private int temps;

  /**
   * @param length bytes of "guest code", 2 or 4
   */
  Snippet(int length) {
    this.length = length;
  }

  int length() {
    return length;
  }

  List<Operator> operators() {
    return operators;
  }

  int temp() {
    return TEMP + temps++;
  }

  int temps() {
    return temps;
  }

  void add(IrOp op, int dst, int a, int b, int c, long imm) {
    operators.add(new Operator(op, dst, a, b, c, imm));
  }

  void add(IrOp op, int dst, int a, int b) {
    add(op, dst, a, b, NONE, 0);
  }

  /** Whether the next instruction is not reached by falling through. */
  boolean ends() {
    if (operators.isEmpty()) {
      return false;
    }
    return switch (operators.getLast().op()) {
      case JUMP, JUMP_INDIRECT, CODE_BARRIER, TRAP, HELPER_EXIT -> true;
      default -> false;
    };
  }

  /** The snippet without operator {@code i}: for making failures smaller. */
  Snippet without(int i) {
    Snippet copy = new Snippet(length);
    copy.operators.addAll(operators);
    copy.operators.remove(i);
    copy.temps = temps;
    return copy;
  }

  /** Another number for other operators, operands or constants. */
  long content(long[] constants) {
    long content = length;
    for (Operator o : operators) {
      content = UnitTally.mix(content, o.op.ordinal() | (long) o.dst << 32);
      for (int operand : new int[] {o.a, o.b, o.c}) {
        boolean isConstant = operand >= CONSTANT;
        content =
            UnitTally.mix(content, isConstant ? constants[operand - CONSTANT] : 1L << 40 | operand);
      }
      content = UnitTally.mix(content, o.imm);
    }
    return content;
  }

  void emit(IrBuilder ir, long pc, long[] constants) {
    for (int i = 0; i < temps; i++) {
      ir.temp();
    }
    for (Operator each : operators) {
      emit(each, ir, pc, constants);
    }
  }

  private void emit(Operator o, IrBuilder ir, long pc, long[] constants) {
    int a = operand(o.a, ir, constants);
    int b = operand(o.b, ir, constants);
    switch (o.op.shape()) {
      case NULLARY -> {
        switch (o.op) {
          case JUMP -> ir.jump(pc + o.imm);
          case CODE_BARRIER -> ir.codeBarrier(pc + length);
          default -> ir.fence();
        }
      }
      case VALUE -> ir.codeAddress(o.dst, pc + o.imm);
      case SOURCE -> {
        switch (o.op) {
          case JUMP_INDIRECT -> ir.jumpIndirect(a);
          case TRAP -> ir.trap((int) o.imm, a);
          default -> ir.exitIf(a, pc + length);
        }
      }
      case UNARY -> ir.unary(o.op, o.dst, a, o.imm);
      case BINARY -> {
        if (o.op == IrOp.HELPER_EXIT) {
          ir.helperExit((int) o.imm, a, pc + length);
        } else {
          ir.binary(o.op, o.dst, a, b, o.imm);
        }
      }
      case TERNARY -> ir.ternary(o.op, o.dst, a, b, operand(o.c, ir, constants), o.imm);
      case LOAD -> ir.load(o.op, o.dst, a, o.imm);
      case STORE -> ir.store(o.op, a, o.imm, b);
      case BRANCH -> ir.branch(o.op, a, b, pc + o.imm);
    }
  }

  private static int operand(int value, IrBuilder ir, long[] constants) {
    return value >= CONSTANT ? ir.constant(constants[value - CONSTANT]) : value;
  }
}
