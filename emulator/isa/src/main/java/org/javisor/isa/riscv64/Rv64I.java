package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * RV64I, the base integer instructions, with Zifencei.
 *
 * <p>Spec: [RISCV-UNPRIV] 2, 4, 5 (Zifencei).
 */
enum Rv64I implements Instruction {
  LUI(".................... ..... 0110111"),
  AUIPC(".................... ..... 0010111"),
  JAL(".................... ..... 1101111"),
  JALR("............ ..... 000 ..... 1100111"),
  BEQ("....... ..... ..... 000 ..... 1100011"),
  BNE("....... ..... ..... 001 ..... 1100011"),
  BLT("....... ..... ..... 100 ..... 1100011"),
  BGE("....... ..... ..... 101 ..... 1100011"),
  BLTU("....... ..... ..... 110 ..... 1100011"),
  BGEU("....... ..... ..... 111 ..... 1100011"),
  LB("............ ..... 000 ..... 0000011"),
  LH("............ ..... 001 ..... 0000011"),
  LW("............ ..... 010 ..... 0000011"),
  LD("............ ..... 011 ..... 0000011"),
  LBU("............ ..... 100 ..... 0000011"),
  LHU("............ ..... 101 ..... 0000011"),
  LWU("............ ..... 110 ..... 0000011"),
  SB("....... ..... ..... 000 ..... 0100011"),
  SH("....... ..... ..... 001 ..... 0100011"),
  SW("....... ..... ..... 010 ..... 0100011"),
  SD("....... ..... ..... 011 ..... 0100011"),
  ADDI("............ ..... 000 ..... 0010011"),
  SLTI("............ ..... 010 ..... 0010011"),
  SLTIU("............ ..... 011 ..... 0010011"),
  XORI("............ ..... 100 ..... 0010011"),
  ORI("............ ..... 110 ..... 0010011"),
  ANDI("............ ..... 111 ..... 0010011"),
  SLLI("000000 ...... ..... 001 ..... 0010011"),
  SRLI("000000 ...... ..... 101 ..... 0010011"),
  SRAI("010000 ...... ..... 101 ..... 0010011"),
  ADD("0000000 ..... ..... 000 ..... 0110011"),
  SUB("0100000 ..... ..... 000 ..... 0110011"),
  SLL("0000000 ..... ..... 001 ..... 0110011"),
  SLT("0000000 ..... ..... 010 ..... 0110011"),
  SLTU("0000000 ..... ..... 011 ..... 0110011"),
  XOR("0000000 ..... ..... 100 ..... 0110011"),
  SRL("0000000 ..... ..... 101 ..... 0110011"),
  SRA("0100000 ..... ..... 101 ..... 0110011"),
  OR("0000000 ..... ..... 110 ..... 0110011"),
  AND("0000000 ..... ..... 111 ..... 0110011"),
  ADDIW("............ ..... 000 ..... 0011011"),
  SLLIW("0000000 ..... ..... 001 ..... 0011011"),
  SRLIW("0000000 ..... ..... 101 ..... 0011011"),
  SRAIW("0100000 ..... ..... 101 ..... 0011011"),
  ADDW("0000000 ..... ..... 000 ..... 0111011"),
  SUBW("0100000 ..... ..... 000 ..... 0111011"),
  SLLW("0000000 ..... ..... 001 ..... 0111011"),
  SRLW("0000000 ..... ..... 101 ..... 0111011"),
  SRAW("0100000 ..... ..... 101 ..... 0111011"),
  FENCE("............ ..... 000 ..... 0001111"),
  FENCE_I("............ ..... 001 ..... 0001111"),
  ECALL("000000000000 00000 000 00000 1110011"),
  EBREAK("000000000001 00000 000 00000 1110011");

  private final String pattern;

  Rv64I(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return this == FENCE_I ? Extension.ZIFENCEI.bit() : Extension.I.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case LUI -> e.load(e.immU());
      case AUIPC -> e.ir().codeAddress(e.xd(), e.pc() + e.immU());
      case JAL -> jump(e, e.pc() + e.immJ());
      case JALR -> jumpRegister(e);
      case BEQ -> branch(e, IrOp.BR_EQ);
      case BNE -> branch(e, IrOp.BR_NE);
      case BLT -> branch(e, IrOp.BR_LT_S);
      case BGE -> branch(e, IrOp.BR_GE_S);
      case BLTU -> branch(e, IrOp.BR_LT_U);
      case BGEU -> branch(e, IrOp.BR_GE_U);
      case LB -> e.ir().load(IrOp.LD8_S, e.xd(), e.xs1(), e.immI());
      case LH -> e.ir().load(IrOp.LD16_S, e.xd(), e.xs1(), e.immI());
      case LW -> e.ir().load(IrOp.LD32_S, e.xd(), e.xs1(), e.immI());
      case LD -> e.ir().load(IrOp.LD64, e.xd(), e.xs1(), e.immI());
      case LBU -> e.ir().load(IrOp.LD8_U, e.xd(), e.xs1(), e.immI());
      case LHU -> e.ir().load(IrOp.LD16_U, e.xd(), e.xs1(), e.immI());
      case LWU -> e.ir().load(IrOp.LD32_U, e.xd(), e.xs1(), e.immI());
      case SB -> e.ir().store(IrOp.ST8, e.xs1(), e.immS(), e.xs2());
      case SH -> e.ir().store(IrOp.ST16, e.xs1(), e.immS(), e.xs2());
      case SW -> e.ir().store(IrOp.ST32, e.xs1(), e.immS(), e.xs2());
      case SD -> e.ir().store(IrOp.ST64, e.xs1(), e.immS(), e.xs2());
      case ADDI -> addImmediate(e);
      case SLTI -> e.immediate(IrOp.SET_LT_S, e.immI());
      case SLTIU -> e.immediate(IrOp.SET_LT_U, e.immI());
      case XORI -> e.immediate(IrOp.XOR, e.immI());
      case ORI -> e.immediate(IrOp.OR, e.immI());
      case ANDI -> e.immediate(IrOp.AND, e.immI());
      case SLLI -> e.immediate(IrOp.SHL, e.shamt());
      case SRLI -> e.immediate(IrOp.SHR, e.shamt());
      case SRAI -> e.immediate(IrOp.SAR, e.shamt());
      case ADD -> e.register(IrOp.ADD);
      case SUB -> e.register(IrOp.SUB);
      case SLL -> e.register(IrOp.SHL);
      case SLT -> e.register(IrOp.SET_LT_S);
      case SLTU -> e.register(IrOp.SET_LT_U);
      case XOR -> e.register(IrOp.XOR);
      case SRL -> e.register(IrOp.SHR);
      case SRA -> e.register(IrOp.SAR);
      case OR -> e.register(IrOp.OR);
      case AND -> e.register(IrOp.AND);
      case ADDIW -> e.immediate(IrOp.ADD_32S, e.immI());
      case SLLIW -> e.immediate(IrOp.SHL_32S, e.shamt());
      case SRLIW -> e.immediate(IrOp.SHR_32S, e.shamt());
      case SRAIW -> e.immediate(IrOp.SAR_32S, e.shamt());
      case ADDW -> e.register(IrOp.ADD_32S);
      case SUBW -> e.register(IrOp.SUB_32S);
      case SLLW -> e.register(IrOp.SHL_32S);
      case SRLW -> e.register(IrOp.SHR_32S);
      case SRAW -> e.register(IrOp.SAR_32S);
      case FENCE -> fence(e);
      case FENCE_I -> fenceInstructions(e);
      case ECALL -> e.helperExit(HelperCall.ECALL);
      case EBREAK -> breakpoint(e);
    }
  }

  /** [RISCV-UNPRIV] 2.7: fm 31..28; PI PO PR PW SI SO SR SW from bit 27 down to 20. */
  private static void fence(Emitter e) {
    boolean storesWithLoads = e.bit(24) && e.bit(21);
    boolean total = e.bit(31); // fence.tso
    if (storesWithLoads && !total) {
      e.ir().fence();
    } else {
      e.ir().fenceWeakly();
    }
  }

  /**
   * Stores to translated code are seen as they happen: it is enough to leave the unit, whose rest
   * may be older than the fence.
   */
  private static void fenceInstructions(Emitter e) {
    e.ir().fence();
    e.ir().codeBarrier(e.nextPc());
    e.end();
  }

  private static void addImmediate(Emitter e) {
    if (e.immI() == 0) {
      e.unary(IrOp.MOV);
    } else {
      e.immediate(IrOp.ADD, e.immI());
    }
  }

  private static void branch(Emitter e, IrOp op) {
    long target = e.pc() + e.immB();
    if (e.mayBegin(target)) {
      e.ir().branch(op, e.xs1(), e.xs2(), target);
      return;
    }
    int taken = e.ir().temp();
    switch (op) {
      case BR_EQ -> e.ir().binary(IrOp.SET_EQ, taken, e.xs1(), e.xs2());
      case BR_NE -> e.ir().binary(IrOp.SET_NE, taken, e.xs1(), e.xs2());
      case BR_LT_S, BR_GE_S -> e.ir().binary(IrOp.SET_LT_S, taken, e.xs1(), e.xs2());
      default -> e.ir().binary(IrOp.SET_LT_U, taken, e.xs1(), e.xs2());
    }
    if (op == IrOp.BR_GE_S || op == IrOp.BR_GE_U) {
      e.ir().binary(IrOp.XOR, taken, taken, e.constant(1));
    }
    int address = e.ir().temp();
    e.ir().codeAddress(address, target);
    misalignedIf(e, taken, address);
  }

  /** [RISCV-UNPRIV] 2.5: the jump traps, not its target. */
  private static void misalignedIf(Emitter e, int condition, int address) {
    e.ir().helper(HelperCall.MISALIGNED_TARGET, e.ir().temp(), condition, address);
  }

  private static void jump(Emitter e, long target) {
    if (!e.mayBegin(target)) {
      int address = e.ir().temp();
      e.ir().codeAddress(address, target);
      e.ir().trap(Cause.FETCH_MISALIGNED, address);
      e.end();
      return;
    }
    if (e.rd() != 0) {
      e.ir().codeAddress(e.rd(), e.nextPc());
    }
    e.ir().jump(target);
    e.end();
  }

  private static void jumpRegister(Emitter e) {
    int target = e.ir().temp();
    if (e.immI() == 0) {
      e.ir().binary(IrOp.AND, target, e.xs1(), e.constant(-2));
    } else {
      e.ir().binary(IrOp.ADD, target, e.xs1(), e.constant(e.immI()));
      e.ir().binary(IrOp.AND, target, target, e.constant(-2));
    }
    if (!e.mayBegin(2)) {
      int misaligned = e.ir().temp();
      e.ir().binary(IrOp.AND, misaligned, target, e.constant(2));
      misalignedIf(e, misaligned, target);
    }
    if (e.rd() != 0) {
      e.ir().codeAddress(e.rd(), e.nextPc());
    }
    e.ir().jumpIndirect(target);
    e.end();
  }

  private static void breakpoint(Emitter e) {
    int address = e.ir().temp();
    e.ir().codeAddress(address, e.pc());
    e.ir().trap(Cause.BREAKPOINT, address);
    e.end();
  }
}
