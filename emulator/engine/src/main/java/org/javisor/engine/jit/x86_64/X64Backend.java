package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.JitUnit;
import org.javisor.engine.translate.Backend;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitKey;

/** Makes a unit's IR into x86-64 code, in one pass. */
final class X64Backend extends ControlTemplates implements Backend {
  private final CodeRegion region;

  /** Null when accesses are not checked. */
  private final AccessChecks checks;

  private final java.util.function.IntPredicate usesFloat;

  X64Backend(CodeRegion region, HostMap map, X64Host host, java.util.function.IntPredicate floats) {
    super(new Assembler(), map, host.features(), host.stubs());
    this.region = region;
    this.usesFloat = floats;
    this.checks = host.stubs().checks();
  }

  @Override
  public boolean bindsToVirtualAddress() {
    return false;
  }

  @Override
  public Unit compile(UnitKey key, int guestBytes, IrBuilder unit) {
    ir = unit;
    int start = region.used();
    asm.begin(region.writeAddress(start), region.left(), region.executeAddress(start));
    boolean floats = usesFloat.test(key.mode());
    asm.checkAccesses(checks, floats);
    beginUnit(region.nextUnit(), start, floats);
    plan().read(ir, key.pc() & -4096L);
    accesses().read(ir, plan());
    makeLabels();
    for (int n = 0; n < plan().size(); n++) {
      instruction(n);
    }
    beginAt((int) (key.pc() & 4095), 0);
    int stale = exit(org.javisor.engine.jit.ExitRecord.STALE, 0);
    emitColdPaths();
    int length = asm.end();
    if (asm.overflowed()) {
      throw new IllegalStateException("the code region is full");
    }
    region.advance(start + length);
    return new JitUnit(
        key,
        guestBytes,
        region,
        new JitUnit.Places(start, start + asm.positionOf(stale), start + length));
  }

  private void instruction(int n) {
    int first = plan().firstOperator(n);
    int end = plan().firstOperator(n + 1);
    int restOfBlock = plan().isLeader(n) ? plan().blockLength(n) : rest() - 1;
    beginAt(plan().pageOffset(n), restOfBlock);
    if (plan().isLeader(n)) {
      beginBlock(n);
    }
    beginInstruction(first, end);
    int i = first + 1;
    while (i < end) {
      i = operator(i, end);
    }
  }

  /** Emits operator {@code i} and whatever is fused with it; the operator to go on with. */
  private int operator(int i, int end) {
    int fused = i + 1 < end ? fuse(i) : 0;
    if (fused > 0) {
      return i + fused;
    }
    int negations = negations(i, end);
    if (negations > 0) {
      return operator(i + negations, end);
    }
    prepare(i);
    emit(ir.op(i), i);
    note(i);
    return i + 1;
  }

  /**
   * A result that is only moved or boxed into a slot next is made there: then both operators are
   * emitted, and this is 2.
   */
  private int fuse(int i) {
    int temp = ir.dst(i);
    if (!ir.op(i).writes() || temp == NONE || !IrBuilder.isTemp(temp) || usesOf(temp) != 1) {
      return 0;
    }
    if (ir.op(i + 1) == IrOp.MOV && ir.a(i + 1) == temp && ir.dst(i + 1) != NONE) {
      ir.redirect(i, ir.dst(i + 1));
      prepare(i);
      emit(ir.op(i), i);
      note(i);
      return 2;
    }
    if (ir.op(i) == IrOp.LD32_U && hasVectors() && isBoxing(i + 1) && ir.a(i + 1) == temp) {
      prepare(i);
      int x = scratchVector();
      loadVector(i, x, true);
      defineVector(temp, x, true);
      prepare(i + 1);
      box(ir.dst(i + 1), temp);
      return 2;
    }
    return 0;
  }

  private void emit(IrOp op, int i) {
    switch (op) {
      case MOV -> moveUnlessKnown(i);
      case CODE_ADDRESS -> codeAddress(ir.dst(i), ir.imm(i) - plan().page());
      case SELECT -> select(i);
      case ADD -> simple64(Simple.ADD, i);
      case SUB -> simple64(Simple.SUB, i);
      case MUL -> simple64(Simple.MUL, i);
      case AND -> and(i);
      case OR -> or(i);
      case XOR -> xor(i);
      case MULH_SS, MULH_SU, MULH_UU -> multiplyHigh(op, i);
      case DIV_S -> divideSigned(true, false, i);
      case REM_S -> divideSigned(true, true, i);
      case DIV_U -> divideUnsigned(true, false, i);
      case REM_U -> divideUnsigned(true, true, i);
      case DIV_S_32S -> divideSigned(false, false, i);
      case REM_S_32S -> divideSigned(false, true, i);
      case DIV_U_32S -> divideUnsigned(false, false, i);
      case REM_U_32S -> divideUnsigned(false, true, i);
      case ANDN, ORN, XNOR -> complemented(op, i);
      case SHL -> shift64(Shift.LEFT, i);
      case SHR -> shift64(Shift.RIGHT, i);
      case SAR -> shift64(Shift.ARITHMETIC, i);
      case ROTL -> shift64(Shift.ROTATE_LEFT, i);
      case ROTR -> shift64(Shift.ROTATE_RIGHT, i);
      case SHL_32S -> shift32(Shift.LEFT, i);
      case SHR_32S -> shift32(Shift.RIGHT, i);
      case SAR_32S -> shift32(Shift.ARITHMETIC, i);
      case ROTL_32S -> shift32(Shift.ROTATE_LEFT, i);
      case ROTR_32S -> shift32(Shift.ROTATE_RIGHT, i);
      case MIN_S -> choose(Cond.G, i);
      case MIN_U -> choose(Cond.A, i);
      case MAX_S -> choose(Cond.L, i);
      case MAX_U -> choose(Cond.B, i);
      case SET_EQ, SET_NE, SET_LT_S, SET_LT_U -> set(op, i);
      case ADD_SHIFTED -> addShifted(i);
      case ADD_32S -> simple32(Simple.ADD, i);
      case SUB_32S -> simple32(Simple.SUB, i);
      case MUL_32S -> simple32(Simple.MUL, i);
      case EXT8_S, EXT16_S, EXT32_S, EXT8_U, EXT16_U, EXT32_U -> extend(op, i);
      case BSWAP -> byteSwap(i);
      case OR_COMBINE_BYTES -> orCombineBytes(i);
      case CLZ, CTZ, POPCNT, CLZ_32, CTZ_32, POPCNT_32 -> countOrJava(op, i);
      case LD8_U, LD8_S, LD16_U, LD16_S, LD32_U, LD32_S, LD64 -> load(op, i);
      case ST8, ST16, ST32, ST64 -> store(op, i);
      case BR_EQ, BR_NE, BR_LT_S, BR_GE_S, BR_LT_U, BR_GE_U -> branch(op, i);
      case JUMP -> jump(ir.imm(i));
      case JUMP_INDIRECT -> jumpIndirect(i);
      case FENCE -> fence(ir.imm(i) == 0);
      case TRAP -> trap(i);
      case EXIT_IF -> exitIf(i);
      case CODE_BARRIER -> codeBarrier(i);
      case BREAK_IF -> breakIf(i);
      case HELPER_EXIT -> helperExit(i);
      case INSN_START -> throw new IllegalStateException("an instruction inside an instruction");
      default -> emitRare(op, i);
    }
  }

  private void emitRare(IrOp op, int i) {
    switch (op) {
      case LOAD_RESERVED_32 -> loadReserved(false, i);
      case LOAD_RESERVED_64 -> loadReserved(true, i);
      case STORE_CONDITIONAL_32 -> storeConditional(false, i);
      case STORE_CONDITIONAL_64 -> storeConditional(true, i);
      case FADD_32, FSUB_32, FMUL_32, FDIV_32, FSQRT_32 -> arithmetic(op, i);
      case FADD_64, FSUB_64, FMUL_64, FDIV_64, FSQRT_64 -> arithmetic(op, i);
      case FMADD_32 -> fused(true, i);
      case FMADD_64 -> fused(false, i);
      case FMIN_32 -> minMax(true, true, i);
      case FMAX_32 -> minMax(true, false, i);
      case FMIN_64 -> minMax(false, true, i);
      case FMAX_64 -> minMax(false, false, i);
      case FEQ_32, FLT_32, FLE_32, FEQ_64, FLT_64, FLE_64 -> compareFloats(op, i);
      case FCVT_F32_F64 -> convertFormat(false, i);
      case FCVT_F64_F32 -> convertFormat(true, i);
      case FCVT_F32_I32,
          FCVT_F32_U32,
          FCVT_F32_I64,
          FCVT_F32_U64,
          FCVT_F64_I32,
          FCVT_F64_U32,
          FCVT_F64_I64,
          FCVT_F64_U64 ->
          toInteger(op, i);
      case FCVT_I32_F32,
          FCVT_U32_F32,
          FCVT_I64_F32,
          FCVT_U64_F32,
          FCVT_I32_F64,
          FCVT_U32_F64,
          FCVT_I64_F64,
          FCVT_U64_F64 ->
          fromInteger(op, i);
      case FUNBOX_32 -> unbox(i);
      default -> {
        if (op.isReadModifyWrite()) {
          readModifyWrite(op, i);
        } else {
          // Seldom executed: the interpreter's implementation serves.
          inJava(i);
        }
      }
    }
  }

  private void moveUnlessKnown(int i) {
    if (isKnownConstant(i)) {
      defineNothingAndKeep(NONE);
    } else {
      move(i);
    }
  }

  /** What is known of slots after operator {@code i}. */
  private void note(int i) {
    IrOp op = ir.op(i);
    int dst = op.writes() ? ir.dst(i) : NONE;
    if (op == IrOp.HELPER) {
      forgetConstant();
    } else if (dst != NONE && !IrBuilder.isTemp(dst)) {
      noteConstant(i);
    }
    if (op.writes() && !(op == IrOp.OR && hasVectors() && isBoxing(i))) {
      noteBox(dst, false);
    }
  }

  private void and(int i) {
    if (!bitwiseInVector(IrOp.AND, i)) {
      simple64(Simple.AND, i);
    }
  }

  private void xor(int i) {
    if (!bitwiseInVector(IrOp.XOR, i)) {
      simple64(Simple.XOR, i);
    }
  }

  private void or(int i) {
    if (hasVectors() && isBoxing(i)) {
      box(ir.dst(i), ir.a(i));
    } else {
      simple64(Simple.OR, i);
    }
  }

  private void countOrJava(IrOp op, int i) {
    if (canCount()) {
      count(op, i);
    } else {
      inJava(i);
    }
  }
}
