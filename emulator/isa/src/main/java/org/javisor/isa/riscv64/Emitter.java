package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * One instruction on its way to IR: its operand fields, and shorthands for what its row emits.
 *
 * <p>Spec: [RISCV-UNPRIV] 2.2, 2.3 instruction formats.
 */
final class Emitter {
  /** Guest slots: integer register n is slot n, float register n is {@code FLOAT + n}. */
  static final int FLOAT = 32;

  /** Slot that becomes 1 when a float register is written: mstatus.FS is dirty then. */
  static final int FLOAT_DIRTY = 64;

  /** How many slots there are. */
  static final int SLOTS = CsrSlots.END;

  /** The rounding mode that stands for frm. */
  static final int DYNAMIC = 7;

  private static final int TIES_AWAY = 4;

  private final boolean hasShort;
  private IrBuilder ir = new IrBuilder();
  private int bits;
  private int raw;
  private int mode;
  private long pc;
  private int length;
  private boolean ends;

  /**
   * @param hasShort whether there are instructions of 16 bits, so that one may begin at any even
   *     address
   */
  Emitter(boolean hasShort) {
    this.hasShort = hasShort;
  }

  /** Whether an instruction may begin at {@code address}, an even number. */
  boolean mayBegin(long address) {
    return hasShort || (address & 2) == 0;
  }

  /**
   * Makes this the instruction at {@code at} whose {@code bytes} bytes in memory are {@code
   * original}.
   */
  void begin(IrBuilder builder, long at, int original, int bytes) {
    ir = builder;
    pc = at;
    bits = original;
    raw = original;
    length = bytes;
    ends = false;
  }

  /** The instruction was compressed and stands for {@code expanded}. */
  void expand(int expanded) {
    bits = expanded;
  }

  void setMode(int newMode) {
    mode = newMode;
  }

  int mode() {
    return mode;
  }

  IrBuilder ir() {
    return ir;
  }

  int bits() {
    return bits;
  }

  long pc() {
    return pc;
  }

  long nextPc() {
    return pc + length;
  }

  boolean ends() {
    return ends;
  }

  /** The next instruction is not reached from this one. */
  void end() {
    ends = true;
  }

  int rd() {
    return bits >>> 7 & 31;
  }

  /** Whether bit {@code number} of the instruction is 1. */
  boolean bit(int number) {
    return (bits >>> number & 1) != 0;
  }

  int rs1() {
    return bits >>> 15 & 31;
  }

  int rs2() {
    return bits >>> 20 & 31;
  }

  int rs3() {
    return bits >>> 27 & 31;
  }

  int roundingMode() {
    return bits >>> 12 & 7;
  }

  /** The rounding mode for an operator: the dynamic one stays dynamic where hosts have it. */
  int rounding() {
    int field = roundingMode();
    return field == DYNAMIC && Mode.roundingAway(mode) ? TIES_AWAY : field;
  }

  long immI() {
    return bits >> 20;
  }

  long immS() {
    return (bits >> 25) << 5 | (bits >>> 7 & 31);
  }

  long immB() {
    return (bits >> 31) << 12
        | (bits >>> 7 & 1) << 11
        | (bits >>> 25 & 63) << 5
        | (bits >>> 8 & 15) << 1;
  }

  long immU() {
    return bits & 0xFFFFF000;
  }

  long immJ() {
    return (bits >> 31) << 20
        | (bits & 0xFF000)
        | (bits >>> 20 & 1) << 11
        | (bits >>> 21 & 0x3FF) << 1;
  }

  int shamt() {
    return bits >>> 20 & 63;
  }

  /** Integer register {@code number} as a source. */
  int x(int number) {
    return number == 0 ? ir.constant(0) : number;
  }

  int xs1() {
    return x(rs1());
  }

  int xs2() {
    return x(rs2());
  }

  /** rd as a destination; writes to x0 go nowhere. */
  int xd() {
    return rd() == 0 ? IrBuilder.NONE : rd();
  }

  int constant(long value) {
    return ir.constant(value);
  }

  /** rd = op rs1. */
  void unary(IrOp op) {
    ir.unary(op, xd(), xs1());
  }

  /** rd = rs1 op rs2. */
  void register(IrOp op) {
    ir.binary(op, xd(), xs1(), xs2());
  }

  /** rd = rs1 op imm. */
  void immediate(IrOp op, long imm) {
    ir.binary(op, xd(), xs1(), constant(imm));
  }

  /** rd = value. */
  void load(long value) {
    ir.unary(IrOp.MOV, xd(), constant(value));
  }

  /**
   * Raises an illegal-instruction exception; [RISCV-PRIV] 3.1.16: the trap value is the
   * instruction.
   */
  void illegal() {
    ir.trap(Cause.ILLEGAL_INSTRUCTION, constant(raw & 0xFFFFFFFFL));
    end();
  }

  /** Runs the hart's {@code helper} on this instruction and goes on. */
  void helper(int helper) {
    ir.helper(helper, ir.temp(), constant(bits & 0xFFFFFFFFL), constant(0));
  }

  /** Runs the hart's {@code helper} on this instruction and leaves the unit. */
  void helperExit(int helper) {
    ir.helperExit(helper, constant(bits & 0xFFFFFFFFL), nextPc());
    end();
  }
}
