package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.vcpu.CpuState;

/** The other integer operators: comparisons, multiplication and division, single operands. */
class IntegerTemplates extends ArithmeticTemplates {
  private static final int SCRATCH = CpuState.TEMPS + 8 * (CpuState.TEMP_COUNT - 1);

  IntegerTemplates(Assembler asm, HostMap map, HostFeatures features) {
    super(asm, map, features);
  }

  // Comparisons

  /**
   * Compares a with b, so that the host's condition is {@code cond} or, when the operands had to
   * change sides, the result: which condition to test.
   */
  final int compare(int a, int b, int cond) {
    if (isConstant(a) && !isConstant(b)) {
      compareInOrder(b, a);
      return swapped(cond);
    }
    compareInOrder(a, b);
    return cond;
  }

  private void compareInOrder(int a, int b) {
    if (isImmediate(b)) {
      int imm = (int) constant(b);
      if (inMemory(a)) {
        asm.cmp64Imm(memory(a), imm);
        return;
      }
      int left = source(a, Reg.RCX);
      if (imm == 0) {
        asm.test64(left, left);
      } else {
        asm.cmp64Imm(left, imm);
      }
    } else if (inMemory(b)) {
      asm.cmp64(source(a, Reg.RCX), memory(b));
    } else {
      int right = source(b, Reg.RDX);
      if (inMemory(a)) {
        asm.cmp64(memory(a), right);
      } else {
        asm.cmp64(source(a, Reg.RCX), right);
      }
    }
  }

  private static int swapped(int cond) {
    return switch (cond) {
      case Cond.L -> Cond.G;
      case Cond.GE -> Cond.LE;
      case Cond.B -> Cond.A;
      case Cond.AE -> Cond.BE;
      default -> cond;
    };
  }

  /** The host condition of a branch or set operator. */
  static int condition(IrOp op) {
    return switch (op) {
      case BR_EQ, SET_EQ -> Cond.E;
      case BR_NE, SET_NE -> Cond.NE;
      case BR_LT_S, SET_LT_S -> Cond.L;
      case BR_GE_S -> Cond.GE;
      case BR_LT_U, SET_LT_U -> Cond.B;
      case BR_GE_U -> Cond.AE;
      default -> throw new IllegalStateException(op + " has no condition");
    };
  }

  final void set(IrOp op, int i) {
    int cond = compare(ir.a(i), ir.b(i), condition(op));
    int t = target(ir.dst(i), NONE);
    asm.setcc(cond, Reg.RAX);
    asm.movzx8(t, Reg.RAX);
    define(ir.dst(i), t);
  }

  final void select(int i) {
    int c = ir.c(i);
    if (inMemory(c)) {
      asm.cmp64Imm(memory(c), 0);
    } else {
      int tested = source(c, Reg.RCX);
      asm.test64(tested, tested);
    }
    int a = ir.a(i);
    int right = inMemory(a) ? -1 : source(a, Reg.RDX);
    int t = target(ir.dst(i), a);
    load(ir.b(i), t);
    if (right < 0) {
      asm.cmov64(Cond.NE, t, memory(a));
    } else {
      asm.cmov64(Cond.NE, t, right);
    }
    defineAndKeep(ir.dst(i), t);
  }

  /** MIN and MAX: b is taken when {@code cond} holds for a compared with b. */
  final void choose(int cond, int i) {
    int right = source(ir.b(i), Reg.RDX);
    load(ir.a(i), Reg.RCX);
    asm.cmp64(Reg.RCX, right);
    asm.cmov64(cond, Reg.RCX, right);
    define(ir.dst(i), Reg.RCX);
  }

  // Multiplication and division

  /** The upper half of the product. */
  final void multiplyHigh(IrOp op, int i) {
    load(ir.b(i), Reg.RCX);
    load(ir.a(i), Reg.RAX);
    switch (op) {
      case MULH_SS -> asm.imulWide64(Reg.RCX);
      case MULH_UU -> asm.mul64(Reg.RCX);
      default -> {
        asm.mov64(state(SCRATCH), Reg.RAX);
        asm.mul64(Reg.RCX);
        asm.mov64(Reg.RAX, state(SCRATCH));
        asm.sar64(Reg.RAX, 63);
        asm.and64(Reg.RAX, Reg.RCX);
        asm.sub64(Reg.RDX, Reg.RAX);
      }
    }
    define(ir.dst(i), Reg.RDX);
  }

  /** Signed division or remainder. */
  final void divideSigned(boolean wide, boolean remainder, int i) {
    load(ir.b(i), Reg.RCX);
    load(ir.a(i), Reg.RAX);
    int ordinary = asm.newLabel();
    int done = asm.newLabel();
    if (wide) {
      asm.lea64(Reg.RDX, OperandEncoder.at(Reg.RCX, 1));
      asm.cmp64Imm(Reg.RDX, 1);
    } else {
      asm.lea32(Reg.RDX, OperandEncoder.at(Reg.RCX, 1));
      asm.cmp32Imm(Reg.RDX, 1);
    }
    asm.jcc(Cond.A, ordinary);
    // By 0: all ones or the dividend. By -1: the negative, which may overflow, or 0.
    if (remainder) {
      asm.movImm32(Reg.RCX, 0);
      asm.test32(Reg.RDX, Reg.RDX);
      asm.cmov64(Cond.E, Reg.RAX, Reg.RCX);
    } else {
      asm.neg64(Reg.RAX);
      asm.movImm64(Reg.RCX, -1);
      asm.test32(Reg.RDX, Reg.RDX);
      asm.cmov64(Cond.NE, Reg.RAX, Reg.RCX);
    }
    asm.jmp(done);
    asm.bind(ordinary);
    if (wide) {
      asm.cqo();
      asm.idiv64(Reg.RCX);
    } else {
      asm.cdq();
      asm.idiv32(Reg.RCX);
    }
    finishDivision(wide, remainder, done, i);
  }

  /** Unsigned division or remainder. */
  final void divideUnsigned(boolean wide, boolean remainder, int i) {
    load(ir.b(i), Reg.RCX);
    load(ir.a(i), Reg.RAX);
    int ordinary = asm.newLabel();
    int done = asm.newLabel();
    if (wide) {
      asm.test64(Reg.RCX, Reg.RCX);
    } else {
      asm.test32(Reg.RCX, Reg.RCX);
    }
    asm.jcc(Cond.NE, ordinary);
    if (!remainder) {
      asm.movImm64(Reg.RAX, -1);
    }
    asm.jmp(done);
    asm.bind(ordinary);
    asm.xor32(Reg.RDX, Reg.RDX);
    if (wide) {
      asm.div64(Reg.RCX);
    } else {
      asm.div32(Reg.RCX);
    }
    finishDivision(wide, remainder, done, i);
  }

  private void finishDivision(boolean wide, boolean remainder, int done, int i) {
    if (remainder) {
      asm.mov64(Reg.RAX, Reg.RDX);
    }
    asm.bind(done);
    if (!wide) {
      asm.movsx32to64(Reg.RAX, Reg.RAX);
    }
    define(ir.dst(i), Reg.RAX);
  }

  // Unary

  final void move(int i) {
    copy(ir.a(i), ir.dst(i));
  }

  final void extend(IrOp op, int i) {
    if (op == IrOp.EXT32_S && inMemory(ir.a(i))) {
      int t = target(ir.dst(i), NONE);
      asm.movsx32to64(t, memory(ir.a(i)));
      defineAndKeep(ir.dst(i), t);
      return;
    }
    int t = target(ir.dst(i), NONE);
    int from = source(ir.a(i), t);
    switch (op) {
      case EXT8_S -> asm.movsx8to64(t, from);
      case EXT16_S -> asm.movsx16to64(t, from);
      case EXT32_S -> asm.movsx32to64(t, from);
      case EXT8_U -> asm.movzx8(t, from);
      case EXT16_U -> asm.movzx16(t, from);
      default -> asm.mov32(t, from);
    }
    defineAndKeep(ir.dst(i), t);
  }

  final void byteSwap(int i) {
    int t = target(ir.dst(i), NONE);
    load(ir.a(i), t);
    asm.bswap64(t);
    define(ir.dst(i), t);
  }

  /** Each byte that is not 0 becomes 0xFF. */
  final void orCombineBytes(int i) {
    load(ir.a(i), Reg.RAX);
    asm.movImm64(Reg.RCX, 0x7F7F7F7F7F7F7F7FL);
    asm.mov64(Reg.RDX, Reg.RAX);
    asm.and64(Reg.RDX, Reg.RCX);
    asm.add64(Reg.RDX, Reg.RCX);
    asm.or64(Reg.RDX, Reg.RAX);
    asm.not64(Reg.RCX);
    asm.and64(Reg.RDX, Reg.RCX);
    asm.shr64(Reg.RDX, 7);
    asm.imul64Imm(Reg.RAX, Reg.RDX, 0xFF);
    define(ir.dst(i), Reg.RAX);
  }

  /** Whether the host counts bits by itself, with the results that the operators want. */
  final boolean canCount() {
    return features.has(HostFeatures.LZCNT | HostFeatures.BMI1 | HostFeatures.POPCNT);
  }

  final void count(IrOp op, int i) {
    int from = source(ir.a(i), Reg.RCX);
    int t = target(ir.dst(i), NONE);
    switch (op) {
      case CLZ -> asm.lzcnt64(t, from);
      case CTZ -> asm.tzcnt64(t, from);
      case POPCNT -> asm.popcnt64(t, from);
      case CLZ_32 -> asm.lzcnt32(t, from);
      case CTZ_32 -> asm.tzcnt32(t, from);
      default -> asm.popcnt32(t, from);
    }
    define(ir.dst(i), t);
  }

  /** The address of code in this page or near it. */
  final void codeAddress(int dst, long distance) {
    if (dst == NONE) {
      defineNothing();
      return;
    }
    int t = target(dst, NONE);
    asm.mov64(t, state(CpuState.CODE_PAGE));
    addDistance(t, distance);
    define(dst, t);
  }

  final void addDistance(int register, long distance) {
    if (distance == (int) distance) {
      if (distance != 0) {
        asm.add64Imm(register, (int) distance);
      }
    } else {
      asm.movImm64(Reg.RDX, distance);
      asm.add64(register, Reg.RDX);
    }
  }
}
