package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/** Addition, subtraction, bitwise operators and shifts as x86-64 code. */
class ArithmeticTemplates extends Values {
  final HostFeatures features;

  ArithmeticTemplates(Assembler asm, HostMap map, HostFeatures features) {
    super(asm, map);
    this.features = features;
  }

  /** Two-operand arithmetic that x86-64 has an instruction for. */
  enum Simple {
    ADD,
    SUB,
    AND,
    OR,
    XOR,
    MUL
  }

  // dst = a op b

  final void simple64(Simple op, int i) {
    int dst = ir.dst(i);
    int a = ir.a(i);
    int b = ir.b(i);
    if (op != Simple.SUB
        && (isConstant(a) || (general(b) >= 0 && general(b) == destination(dst)))) {
      int swapped = a;
      a = b;
      b = swapped;
    }
    if (isConstant(b) && (isConstant(a) || isNeutral(op, constant(b)))) {
      copy(isConstant(a) ? ir.constant(fold(op, constant(a), constant(b))) : a, dst);
      return;
    }
    if (inPlace(op, dst, a, b)) {
      return;
    }
    int t = target(dst, b);
    int from = general(a);
    if (op == Simple.ADD && isImmediate(b) && from >= 0 && from != t) {
      asm.lea64(t, OperandEncoder.at(from, (int) constant(b)));
    } else if (op == Simple.ADD && from >= 0 && general(b) >= 0 && from != t) {
      asm.lea64(t, OperandEncoder.at(from, general(b), 1, 0));
    } else if (op == Simple.MUL && isImmediate(b)) {
      asm.imul64Imm(t, source(a, t), (int) constant(b));
    } else if (isImmediate(b)) {
      load(a, t);
      immediate64(op, t, (int) constant(b));
    } else {
      operate64(op, t, a, b);
    }
    defineAndKeep(dst, t);
  }

  /** Whether a op {@code right} is a. */
  private static boolean isNeutral(Simple op, long right) {
    return switch (op) {
      case ADD, SUB, OR, XOR -> right == 0;
      case AND -> right == -1;
      case MUL -> right == 1;
    };
  }

  private static long fold(Simple op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case MUL -> a * b;
    };
  }

  /** A slot in memory is changed there; whether that could be done. */
  private boolean inPlace(Simple op, int dst, int a, int b) {
    int right = general(b);
    if (dst == NONE
        || IrBuilder.isTemp(dst)
        || a != dst
        || !inMemory(a)
        || op == Simple.MUL
        || right < 0 && !isImmediate(b)) {
      return false;
    }
    long to = memory(dst);
    if (right < 0) {
      immediateInPlace(op, to, (int) constant(b));
    } else {
      switch (op) {
        case ADD -> asm.add64(to, right);
        case SUB -> asm.sub64(to, right);
        case AND -> asm.and64(to, right);
        case OR -> asm.or64(to, right);
        default -> asm.xor64(to, right);
      }
    }
    defineNothingAndKeep(dst);
    return true;
  }

  private void immediateInPlace(Simple op, long to, int imm) {
    switch (op) {
      case ADD -> asm.add64Imm(to, imm);
      case SUB -> asm.sub64Imm(to, imm);
      case AND -> asm.and64Imm(to, imm);
      case OR -> asm.or64Imm(to, imm);
      default -> asm.xor64Imm(to, imm);
    }
  }

  /** {@code dst} = {@code a}. */
  final void copy(int a, int dst) {
    if (dst == NONE) {
      defineNothing();
      return;
    }
    int vector = vector(a);
    boolean isSlot = !IrBuilder.isTemp(dst);
    if (vector >= 0 && !isNarrow(vector) && isSlot && map.vector(dst) >= 0) {
      asm.movaps(map.vector(dst), vector);
      defineNothing();
    } else if (isSlot && map.general(dst) >= 0) {
      load(a, map.general(dst));
      defineNothingAndKeep(dst);
    } else if (isSlot && map.vector(dst) < 0 && isImmediate(a)) {
      asm.mov64Imm(memory(dst), (int) constant(a));
      defineNothingAndKeep(dst);
    } else {
      defineAndKeep(dst, source(a, Reg.RAX));
    }
  }

  /** The general register that a result for {@code dst} ends in, or -2. */
  private int destination(int dst) {
    int own = dst == NONE || IrBuilder.isTemp(dst) ? -1 : map.general(dst);
    return own >= 0 ? own : -2;
  }

  private void immediate64(Simple op, int t, int imm) {
    switch (op) {
      case ADD -> asm.add64Imm(t, imm);
      case SUB -> asm.sub64Imm(t, imm);
      case AND -> asm.and64Imm(t, imm);
      case OR -> asm.or64Imm(t, imm);
      case XOR -> asm.xor64Imm(t, imm);
      case MUL -> asm.imul64Imm(t, t, imm);
    }
  }

  private void operate64(Simple op, int t, int a, int b) {
    if (inMemory(b)) {
      load(a, t);
      operate64(op, t, memory(b));
    } else {
      int right = source(b, t == Reg.RDX ? Reg.RCX : Reg.RDX);
      load(a, t);
      operate64(op, t, right);
    }
  }

  private void operate64(Simple op, int t, int right) {
    switch (op) {
      case ADD -> asm.add64(t, right);
      case SUB -> asm.sub64(t, right);
      case AND -> asm.and64(t, right);
      case OR -> asm.or64(t, right);
      case XOR -> asm.xor64(t, right);
      case MUL -> asm.imul64(t, right);
    }
  }

  private void operate64(Simple op, int t, long right) {
    switch (op) {
      case ADD -> asm.add64(t, right);
      case SUB -> asm.sub64(t, right);
      case AND -> asm.and64(t, right);
      case OR -> asm.or64(t, right);
      case XOR -> asm.xor64(t, right);
      case MUL -> asm.imul64(t, right);
    }
  }

  /** 32-bit arithmetic, the result sign-extended: only ADD, SUB and MUL. */
  final void simple32(Simple op, int i) {
    int dst = ir.dst(i);
    int a = ir.a(i);
    int b = ir.b(i);
    if (op != Simple.SUB
        && (isConstant(a) || (general(b) >= 0 && general(b) == destination(dst)))) {
      int swapped = a;
      a = b;
      b = swapped;
    }
    int t = target(dst, b);
    if (isConstant(b)) {
      int imm = (int) constant(b);
      int from = general(a);
      if (op == Simple.MUL) {
        asm.imul32Imm(t, source(a, t), imm);
      } else if (op == Simple.ADD && from >= 0 && imm != 0) {
        asm.lea32(t, OperandEncoder.at(from, imm));
      } else {
        load(a, t);
        if (imm != 0) {
          operate32(op, t, imm);
        }
      }
    } else {
      operate32(op, t, a, b);
    }
    asm.movsx32to64(t, t);
    defineAndKeep(dst, t);
  }

  private void operate32(Simple op, int t, int a, int b) {
    if (inMemory(b)) {
      load(a, t);
      switch (op) {
        case ADD -> asm.add32(t, memory(b));
        case SUB -> asm.sub32(t, memory(b));
        default -> asm.imul32(t, memory(b));
      }
      return;
    }
    int right = source(b, t == Reg.RDX ? Reg.RCX : Reg.RDX);
    load(a, t);
    switch (op) {
      case ADD -> asm.add32(t, right);
      case SUB -> asm.sub32(t, right);
      default -> asm.imul32(t, right);
    }
  }

  private void operate32(Simple op, int t, int imm) {
    if (op == Simple.ADD) {
      asm.add32Imm(t, imm);
    } else {
      asm.sub32Imm(t, imm);
    }
  }

  /** ANDN, ORN, XNOR: by the complement of b (of the result for XNOR). */
  final void complemented(IrOp op, int i) {
    int a = ir.a(i);
    int b = ir.b(i);
    load(b, Reg.RCX);
    if (op != IrOp.XNOR) {
      asm.not64(Reg.RCX);
    }
    if (inMemory(a)) {
      combine(op, memory(a));
    } else {
      int left = source(a, Reg.RDX);
      switch (op) {
        case ANDN -> asm.and64(Reg.RCX, left);
        case ORN -> asm.or64(Reg.RCX, left);
        default -> asm.xor64(Reg.RCX, left);
      }
    }
    if (op == IrOp.XNOR) {
      asm.not64(Reg.RCX);
    }
    define(ir.dst(i), Reg.RCX);
  }

  private void combine(IrOp op, long left) {
    switch (op) {
      case ANDN -> asm.and64(Reg.RCX, left);
      case ORN -> asm.or64(Reg.RCX, left);
      default -> asm.xor64(Reg.RCX, left);
    }
  }

  /** dst = a + (b &lt;&lt; imm). */
  final void addShifted(int i) {
    int a = ir.a(i);
    int b = ir.b(i);
    int shift = (int) ir.imm(i);
    if (shift > 3) {
      load(b, Reg.RCX);
      asm.shl64(Reg.RCX, shift);
      int left = source(a, Reg.RDX);
      asm.add64(Reg.RCX, left);
      define(ir.dst(i), Reg.RCX);
      return;
    }
    int index = source(b, Reg.RCX);
    int base = source(a, Reg.RDX);
    int t = target(ir.dst(i), NONE);
    asm.lea64(t, OperandEncoder.at(base, index, 1 << shift, 0));
    defineAndKeep(ir.dst(i), t);
  }

  // Shifts

  /** Kinds of shift. */
  enum Shift {
    LEFT,
    RIGHT,
    ARITHMETIC,
    ROTATE_LEFT,
    ROTATE_RIGHT
  }

  final void shift64(Shift kind, int i) {
    int dst = ir.dst(i);
    int a = ir.a(i);
    int b = ir.b(i);
    if (isConstant(b)) {
      int count = (int) constant(b) & 63;
      int t = target(dst, NONE);
      load(a, t);
      if (count != 0) {
        shiftImmediate64(kind, t, count);
      }
      defineAndKeep(dst, t);
      return;
    }
    if (features.has(HostFeatures.BMI2) && kind.compareTo(Shift.ARITHMETIC) <= 0) {
      int count = source(b, Reg.RCX);
      int value = source(a, Reg.RDX);
      int t = target(dst, NONE);
      switch (kind) {
        case LEFT -> asm.shlx64(t, value, count);
        case RIGHT -> asm.shrx64(t, value, count);
        default -> asm.sarx64(t, value, count);
      }
      defineAndKeep(dst, t);
      return;
    }
    load(b, Reg.RCX);
    load(a, Reg.RAX);
    shiftByCl64(kind);
    define(dst, Reg.RAX);
  }

  private void shiftImmediate64(Shift kind, int t, int count) {
    switch (kind) {
      case LEFT -> asm.shl64(t, count);
      case RIGHT -> asm.shr64(t, count);
      case ARITHMETIC -> asm.sar64(t, count);
      case ROTATE_LEFT -> asm.rol64(t, count);
      case ROTATE_RIGHT -> asm.ror64(t, count);
    }
  }

  private void shiftByCl64(Shift kind) {
    switch (kind) {
      case LEFT -> asm.shl64Cl(Reg.RAX);
      case RIGHT -> asm.shr64Cl(Reg.RAX);
      case ARITHMETIC -> asm.sar64Cl(Reg.RAX);
      case ROTATE_LEFT -> asm.rol64Cl(Reg.RAX);
      case ROTATE_RIGHT -> asm.ror64Cl(Reg.RAX);
    }
  }

  final void shift32(Shift kind, int i) {
    int dst = ir.dst(i);
    int b = ir.b(i);
    int t;
    // What a logical shift has put zeros in front of is extended already.
    boolean extended = false;
    if (isConstant(b)) {
      t = target(dst, NONE);
      load(ir.a(i), t);
      int count = (int) constant(b) & 31;
      if (count != 0) {
        shiftImmediate32(kind, t, count);
        extended = kind == Shift.RIGHT;
      }
    } else {
      t = Reg.RAX;
      load(b, Reg.RCX);
      load(ir.a(i), Reg.RAX);
      shiftByCl32(kind);
    }
    if (!extended) {
      asm.movsx32to64(t, t);
    }
    defineAndKeep(dst, t);
  }

  private void shiftImmediate32(Shift kind, int t, int count) {
    switch (kind) {
      case LEFT -> asm.shl32(t, count);
      case RIGHT -> asm.shr32(t, count);
      case ARITHMETIC -> asm.sar32(t, count);
      case ROTATE_LEFT -> asm.rol32(t, count);
      case ROTATE_RIGHT -> asm.ror32(t, count);
    }
  }

  private void shiftByCl32(Shift kind) {
    switch (kind) {
      case LEFT -> asm.shl32Cl(Reg.RAX);
      case RIGHT -> asm.shr32Cl(Reg.RAX);
      case ARITHMETIC -> asm.sar32Cl(Reg.RAX);
      case ROTATE_LEFT -> asm.rol32Cl(Reg.RAX);
      case ROTATE_RIGHT -> asm.ror32Cl(Reg.RAX);
    }
  }
}
