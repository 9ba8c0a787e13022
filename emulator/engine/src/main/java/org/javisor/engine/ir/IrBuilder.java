package org.javisor.engine.ir;

import java.util.Arrays;

/**
 * Collects the operators of one translation unit as a front end emits them.
 *
 * <p>A value is an {@code int}: a guest slot ({@code 0 <= v < 1024}: the front end's own
 * numbering), a temporary from {@link #temp}, or a constant from {@link #constant}. Temporaries
 * live until the end of their instruction. Reused for one unit after another; not thread-safe.
 *
 * <p>Rule: inside one instruction no guest slot is written before the last operator that may leave
 * the unit.
 */
public final class IrBuilder {
  /** The absent operand. */
  public static final int NONE = -1;

  /** Temporaries of one instruction at most. */
  public static final int MAX_TEMPS = 32;

  private static final int FIRST_TEMP = 1024;
  private static final int CONSTANT = 1 << 30;

  private IrOp[] ops = new IrOp[256];
  private int[] dst = new int[256];
  private int[] a = new int[256];
  private int[] b = new int[256];
  private int[] c = new int[256];
  private long[] imm = new long[256];
  private long[] constants = new long[64];
  private int size;
  private int constantCount;
  private int temps;

  /** Forgets everything. */
  public void clear() {
    size = 0;
    constantCount = 0;
    temps = 0;
  }

  /** Begins the guest instruction at {@code pc}; the previous one's temporaries are free again. */
  public void begin(long pc) {
    temps = 0;
    add(IrOp.INSN_START, NONE, NONE, NONE, NONE, pc);
  }

  /** Operator {@code i} writes to {@code newDst} instead. */
  public void redirect(int i, int newDst) {
    dst[i] = newDst;
  }

  /** Forgets the operators from {@code newSize} on. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** A fresh temporary. */
  public int temp() {
    if (temps == MAX_TEMPS) {
      throw new IllegalStateException(
          "an instruction uses more than " + MAX_TEMPS + " temporaries");
    }
    return FIRST_TEMP + temps++;
  }

  /** A constant as an operand. */
  public int constant(long value) {
    for (int i = 0; i < constantCount; i++) {
      if (constants[i] == value) {
        return CONSTANT | i;
      }
    }
    if (constantCount == constants.length) {
      constants = Arrays.copyOf(constants, 2 * constantCount);
    }
    constants[constantCount] = value;
    return CONSTANT | constantCount++;
  }

  public static boolean isConstant(int value) {
    return value >= CONSTANT;
  }

  public static boolean isTemp(int value) {
    return value >= FIRST_TEMP && value < CONSTANT;
  }

  /** The number of a temporary, from 0. */
  public static int tempIndex(int value) {
    return value - FIRST_TEMP;
  }

  public long constantValue(int value) {
    return constants[value & ~CONSTANT];
  }

  /** dst = the guest address {@code address}, which moves along with the code. */
  public void codeAddress(int dst, long address) {
    add(IrOp.CODE_ADDRESS, dst, NONE, NONE, NONE, address);
  }

  /**
   * Leaves the unit for {@code nextPc} when {@code a} is not 0; the instruction's last operator.
   */
  public void exitIf(int a, long nextPc) {
    add(IrOp.EXIT_IF, NONE, a, NONE, NONE, nextPc);
  }

  /**
   * Code that this CPU can know to be changed is executed as it is now, from {@code nextPc} on; the
   * instruction's last operator.
   */
  public void codeBarrier(long nextPc) {
    add(IrOp.CODE_BARRIER, NONE, NONE, NONE, NONE, nextPc);
    int next = temp();
    codeAddress(next, nextPc);
    jumpIndirect(next);
  }

  /** Leaves the unit for {@code pc}, the instruction's own, when {@code a} is not 0. */
  public void breakIf(int a, long pc) {
    add(IrOp.BREAK_IF, NONE, a, NONE, NONE, pc);
  }

  /** dst = op a. */
  public void unary(IrOp op, int dst, int a) {
    add(op, dst, a, NONE, NONE, 0);
  }

  /** dst = op a, with an immediate (rounding mode). */
  public void unary(IrOp op, int dst, int a, long imm) {
    add(op, dst, a, NONE, NONE, imm);
  }

  /** dst = a op b. */
  public void binary(IrOp op, int dst, int a, int b) {
    add(op, dst, a, b, NONE, 0);
  }

  /** dst = a op b, with an immediate (shift, rounding mode, helper number). */
  public void binary(IrOp op, int dst, int a, int b, long imm) {
    add(op, dst, a, b, NONE, imm);
  }

  /** An operator of three sources: {@link IrOp#SELECT}, fused multiply-add. */
  public void ternary(IrOp op, int dst, int a, int b, int c, long imm) {
    add(op, dst, a, b, c, imm);
  }

  /** dst = memory[base + offset]. */
  public void load(IrOp op, int dst, int base, long offset) {
    add(op, dst, base, NONE, NONE, offset);
  }

  /** memory[base + offset] = value. */
  public void store(IrOp op, int base, long offset, int value) {
    add(op, NONE, base, value, NONE, offset);
  }

  /**
   * Goes to guest pc {@code target} when {@code a op b}; falls through to the next instruction
   * otherwise.
   */
  public void branch(IrOp op, int a, int b, long target) {
    add(op, NONE, a, b, NONE, target);
  }

  /** Goes to guest pc {@code target}. */
  public void jump(long target) {
    add(IrOp.JUMP, NONE, NONE, NONE, NONE, target);
  }

  /** Goes to the guest pc in {@code target}. */
  public void jumpIndirect(int target) {
    add(IrOp.JUMP_INDIRECT, NONE, target, NONE, NONE, 0);
  }

  /** Raises exception {@code cause} with trap value {@code value}. */
  public void trap(int cause, int value) {
    add(IrOp.TRAP, NONE, value, NONE, NONE, cause);
  }

  /** dst = helper(a, b); execution goes on behind it. */
  public void helper(int id, int dst, int a, int b) {
    add(IrOp.HELPER, dst, a, b, NONE, id);
  }

  /**
   * Runs a helper that may change pc, mode or translation; the unit ends. Unless it says otherwise
   * pc becomes nextPc.
   */
  public void helperExit(int id, int a, long nextPc) {
    add(IrOp.HELPER_EXIT, NONE, a, constant(nextPc), NONE, id);
  }

  /** Orders memory accesses. */
  public void fence() {
    add(IrOp.FENCE, NONE, NONE, NONE, NONE, 0);
  }

  /** Orders memory accesses, but for stores before it with loads after it. */
  public void fenceWeakly() {
    add(IrOp.FENCE, NONE, NONE, NONE, NONE, 1);
  }

  private void add(IrOp op, int dst, int a, int b, int c, long imm) {
    if (size == ops.length) {
      grow();
    }
    ops[size] = op;
    this.dst[size] = dst;
    this.a[size] = a;
    this.b[size] = b;
    this.c[size] = c;
    this.imm[size] = imm;
    size++;
  }

  private void grow() {
    int length = 2 * ops.length;
    ops = Arrays.copyOf(ops, length);
    dst = Arrays.copyOf(dst, length);
    a = Arrays.copyOf(a, length);
    b = Arrays.copyOf(b, length);
    c = Arrays.copyOf(c, length);
    imm = Arrays.copyOf(imm, length);
  }

  /** How many operators there are. */
  public int size() {
    return size;
  }

  public IrOp op(int i) {
    return ops[i];
  }

  public int dst(int i) {
    return dst[i];
  }

  public int a(int i) {
    return a[i];
  }

  public int b(int i) {
    return b[i];
  }

  public int c(int i) {
    return c[i];
  }

  public long imm(int i) {
    return imm[i];
  }
}
