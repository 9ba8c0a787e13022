package org.javisor.engine.interp;

import java.util.Arrays;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.translate.Backend;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitKey;
import org.javisor.engine.vcpu.CpuState;

/** Encodes a unit's IR for the interpreter. Reused for one unit after another; not thread-safe. */
public final class Encoder implements Backend {
  /** In a transfer's immediate: leaves the unit by the exit in the low bits. */
  static final long EXIT = 1L << 63;

  /** In a transfer's immediate: the target lies behind, so the attention flag is looked at. */
  static final long BACKWARD = 1L << 62;

  static final int COUNT_SHIFT = 16;
  static final int TARGET_MASK = 0xFFFF;

  private IrBuilder ir = new IrBuilder();
  private long[] code = new long[1024];
  private int size;
  private long[] pcs = new long[128];
  private int[] starts = new int[128];
  private int instructions;
  private InterpretedUnit.Exit[] exits = new InterpretedUnit.Exit[64];
  private int exitCount;
  private int loadedConstants;
  private int[] fixups = new int[64];
  private int fixupCount;

  @Override
  public boolean bindsToVirtualAddress() {
    return true;
  }

  @Override
  public Unit compile(UnitKey key, int guestBytes, IrBuilder unit) {
    ir = unit;
    size = 0;
    instructions = 0;
    exitCount = 0;
    fixupCount = 0;
    for (int i = 0; i < ir.size(); i++) {
      encode(i);
    }
    resolveTransfers();
    return new InterpretedUnit(
        key,
        guestBytes,
        new InterpretedUnit.Body(
            Arrays.copyOf(code, size),
            Arrays.copyOf(pcs, instructions),
            Arrays.copyOf(starts, instructions),
            Arrays.copyOf(exits, exitCount)));
  }

  private void encode(int i) {
    IrOp op = ir.op(i);
    switch (op.shape()) {
      case NULLARY -> nullary(op, ir.imm(i));
      case VALUE -> add(Opcode.CONSTANT, slot(ir.dst(i)), 0, 0, ir.imm(i));
      case SOURCE -> source(op, i);
      case UNARY, BINARY, TERNARY -> value(op, i);
      case LOAD -> add(plain(op), slot(ir.dst(i)), source(ir.a(i)), 0, ir.imm(i));
      case STORE -> add(plain(op), 0, source(ir.a(i)), source(ir.b(i)), ir.imm(i));
      case BRANCH -> transfer(op, source(ir.a(i)), source(ir.b(i)), ir.imm(i));
    }
  }

  private void nullary(IrOp op, long imm) {
    switch (op) {
      case INSN_START -> start(imm);
      case JUMP -> transfer(op, 0, 0, imm);
      default -> add(plain(op), 0, 0, 0, imm);
    }
  }

  private void source(IrOp op, int i) {
    int a = source(ir.a(i));
    if (op == IrOp.TRAP || op == IrOp.EXIT_IF || op == IrOp.BREAK_IF) {
      add(plain(op), 0, a, 0, ir.imm(i));
    } else {
      add(Opcode.JUMP_INDIRECT, 0, a, 0, instructions);
    }
  }

  private void value(IrOp op, int i) {
    int immediate = IrBuilder.isConstant(ir.b(i)) && ir.imm(i) == 0 ? withImmediate(op) : -1;
    if (op == IrOp.MOV && IrBuilder.isConstant(ir.a(i))) {
      add(Opcode.CONSTANT, slot(ir.dst(i)), 0, 0, ir.constantValue(ir.a(i)));
    } else if (immediate >= 0) {
      add(immediate, slot(ir.dst(i)), source(ir.a(i)), 0, ir.constantValue(ir.b(i)));
    } else {
      general(op, i);
    }
  }

  private void general(IrOp op, int i) {
    int a = source(ir.a(i));
    int b = source(ir.b(i));
    int dst = slot(ir.dst(i));
    switch (op) {
      case SELECT -> addWithC(Opcode.SELECT, dst, new int[] {a, b, source(ir.c(i))}, ir.imm(i));
      case HELPER, HELPER_EXIT ->
          addWithC(plain(op), dst, new int[] {a, b, (int) ir.imm(i)}, pcs[instructions - 1]);
      default -> {
        int opcode = plain(op);
        if (opcode == Opcode.RARE) {
          int c = ir.c(i) == IrBuilder.NONE ? 0 : source(ir.c(i));
          addWithC(opcode, dst, new int[] {a, b, op.ordinal()}, ir.imm(i) | (long) c << 32);
        } else {
          add(opcode, dst, a, b, ir.imm(i));
        }
      }
    }
  }

  private void start(long pc) {
    if (instructions == pcs.length) {
      pcs = Arrays.copyOf(pcs, 2 * instructions);
      starts = Arrays.copyOf(starts, 2 * instructions);
    }
    pcs[instructions] = pc;
    starts[instructions] = size;
    instructions++;
    loadedConstants = 0;
  }

  /**
   * A branch or jump to a guest pc: inside or outside is known when all instructions have been
   * seen.
   */
  private void transfer(IrOp op, int a, int b, long target) {
    if (fixupCount == fixups.length) {
      fixups = Arrays.copyOf(fixups, 2 * fixupCount);
    }
    fixups[fixupCount++] = size | instructions << 16;
    add(plain(op), 0, a, b, target);
  }

  private void resolveTransfers() {
    for (int i = 0; i < fixupCount; i++) {
      int at = fixups[i] & 0xFFFF;
      int executed = fixups[i] >>> 16;
      long target = code[at + 1];
      int index = indexOf(target);
      if (index >= 0) {
        long back = starts[index] <= at ? BACKWARD : 0;
        code[at + 1] = starts[index] | back | ((long) (executed - index) & 0xFFFF) << COUNT_SHIFT;
      } else {
        code[at + 1] = EXIT | exit(target) | (long) executed << COUNT_SHIFT;
      }
    }
  }

  private int exit(long target) {
    for (int i = 0; i < exitCount; i++) {
      if (exits[i].target() == target) {
        return i;
      }
    }
    if (exitCount == exits.length) {
      exits = Arrays.copyOf(exits, 2 * exitCount);
    }
    exits[exitCount] = new InterpretedUnit.Exit(target);
    return exitCount++;
  }

  private int indexOf(long pc) {
    for (int i = 0; i < instructions; i++) {
      if (pcs[i] == pc) {
        return i;
      }
    }
    return -1;
  }

  /** The state offset that a result goes to. */
  private static int slot(int value) {
    if (value == IrBuilder.NONE) {
      return CpuState.TRASH;
    }
    return IrBuilder.isTemp(value)
        ? CpuState.TEMPS + 8 * IrBuilder.tempIndex(value)
        : CpuState.SLOTS + 8 * value;
  }

  /** The state offset that a source is read from; constants are loaded there first. */
  private int source(int value) {
    if (value == IrBuilder.NONE) {
      return CpuState.ZERO;
    }
    if (!IrBuilder.isConstant(value)) {
      return slot(value);
    }
    long constant = ir.constantValue(value);
    if (constant == 0) {
      return CpuState.ZERO;
    }
    int room = CpuState.TEMP_COUNT - IrBuilder.MAX_TEMPS;
    int at = CpuState.TEMPS + 8 * (IrBuilder.MAX_TEMPS + loadedConstants++ % room);
    add(Opcode.CONSTANT, at, 0, 0, constant);
    return at;
  }

  private void add(int opcode, int dst, int a, int b, long imm) {
    put(Opcode.word(opcode, dst, a, b, 0), imm);
  }

  private void addWithC(int opcode, int dst, int[] abc, long imm) {
    put(Opcode.word(opcode, dst, abc[0], abc[1], abc[2]), imm);
  }

  private void put(long word, long imm) {
    if (size == code.length) {
      code = Arrays.copyOf(code, 2 * size);
    }
    code[size++] = word;
    code[size++] = imm;
  }

  /** The opcode of {@code op} with its second source in the immediate, or -1. */
  private static int withImmediate(IrOp op) {
    return switch (op) {
      case ADD -> Opcode.ADD_IMM;
      case AND -> Opcode.AND_IMM;
      case OR -> Opcode.OR_IMM;
      case XOR -> Opcode.XOR_IMM;
      case SHL -> Opcode.SHL_IMM;
      case SHR -> Opcode.SHR_IMM;
      case SAR -> Opcode.SAR_IMM;
      case SET_LT_S -> Opcode.SET_LT_S_IMM;
      case SET_LT_U -> Opcode.SET_LT_U_IMM;
      case ADD_32S -> Opcode.ADD_32S_IMM;
      case SHL_32S -> Opcode.SHL_32S_IMM;
      case SHR_32S -> Opcode.SHR_32S_IMM;
      case SAR_32S -> Opcode.SAR_32S_IMM;
      default -> -1;
    };
  }

  /**
   * The opcode of {@code op}, exhaustive: a new operator does not compile until it is placed here.
   */
  private static int plain(IrOp op) {
    return switch (op) {
      case ADD -> Opcode.ADD;
      case SUB -> Opcode.SUB;
      case MUL -> Opcode.MUL;
      case MULH_SS -> Opcode.MULH_SS;
      case MULH_SU -> Opcode.MULH_SU;
      case MULH_UU -> Opcode.MULH_UU;
      case DIV_S -> Opcode.DIV_S;
      case DIV_U -> Opcode.DIV_U;
      case REM_S -> Opcode.REM_S;
      case REM_U -> Opcode.REM_U;
      case AND -> Opcode.AND;
      case OR -> Opcode.OR;
      case XOR -> Opcode.XOR;
      case ANDN -> Opcode.ANDN;
      case ORN -> Opcode.ORN;
      case XNOR -> Opcode.XNOR;
      case SHL -> Opcode.SHL;
      case SHR -> Opcode.SHR;
      case SAR -> Opcode.SAR;
      case ROTL -> Opcode.ROTL;
      case ROTR -> Opcode.ROTR;
      case MIN_S -> Opcode.MIN_S;
      case MIN_U -> Opcode.MIN_U;
      case MAX_S -> Opcode.MAX_S;
      case MAX_U -> Opcode.MAX_U;
      case SET_EQ -> Opcode.SET_EQ;
      case SET_NE -> Opcode.SET_NE;
      case SET_LT_S -> Opcode.SET_LT_S;
      case SET_LT_U -> Opcode.SET_LT_U;
      case ADD_SHIFTED -> Opcode.ADD_SHIFTED;
      case ADD_32S -> Opcode.ADD_32S;
      case SUB_32S -> Opcode.SUB_32S;
      case MUL_32S -> Opcode.MUL_32S;
      case SHL_32S -> Opcode.SHL_32S;
      case SHR_32S -> Opcode.SHR_32S;
      case SAR_32S -> Opcode.SAR_32S;
      case MOV -> Opcode.MOV;
      case EXT8_S -> Opcode.EXT8_S;
      case EXT16_S -> Opcode.EXT16_S;
      case EXT32_S -> Opcode.EXT32_S;
      case EXT8_U -> Opcode.EXT8_U;
      case EXT16_U -> Opcode.EXT16_U;
      case EXT32_U -> Opcode.EXT32_U;
      case BSWAP -> Opcode.BSWAP;
      case CLZ -> Opcode.CLZ;
      case CTZ -> Opcode.CTZ;
      case POPCNT -> Opcode.POPCNT;
      case OR_COMBINE_BYTES -> Opcode.OR_COMBINE_BYTES;
      case LD8_U -> Opcode.LD8_U;
      case LD8_S -> Opcode.LD8_S;
      case LD16_U -> Opcode.LD16_U;
      case LD16_S -> Opcode.LD16_S;
      case LD32_U -> Opcode.LD32_U;
      case LD32_S -> Opcode.LD32_S;
      case LD64 -> Opcode.LD64;
      case ST8 -> Opcode.ST8;
      case ST16 -> Opcode.ST16;
      case ST32 -> Opcode.ST32;
      case ST64 -> Opcode.ST64;
      case BR_EQ -> Opcode.BR_EQ;
      case BR_NE -> Opcode.BR_NE;
      case BR_LT_S -> Opcode.BR_LT_S;
      case BR_GE_S -> Opcode.BR_GE_S;
      case BR_LT_U -> Opcode.BR_LT_U;
      case BR_GE_U -> Opcode.BR_GE_U;
      case JUMP -> Opcode.JUMP;
      case JUMP_INDIRECT -> Opcode.JUMP_INDIRECT;
      case SELECT -> Opcode.SELECT;
      case FENCE -> Opcode.FENCE;
      case TRAP -> Opcode.TRAP;
      case EXIT_IF -> Opcode.EXIT_IF;
      case CODE_BARRIER -> Opcode.CODE_BARRIER;
      case BREAK_IF -> Opcode.BREAK_IF;
      case CODE_ADDRESS -> Opcode.CONSTANT;
      case HELPER -> Opcode.HELPER;
      case HELPER_EXIT -> Opcode.HELPER_EXIT;
      case CLMUL,
          CLMULH,
          CLMULR,
          DIV_S_32S,
          DIV_U_32S,
          REM_S_32S,
          REM_U_32S,
          ROTL_32S,
          ROTR_32S,
          CLZ_32,
          CTZ_32,
          POPCNT_32,
          AMO_SWAP_32,
          AMO_ADD_32,
          AMO_XOR_32,
          AMO_AND_32,
          AMO_OR_32,
          AMO_MIN_S_32,
          AMO_MAX_S_32,
          AMO_MIN_U_32,
          AMO_MAX_U_32,
          AMO_SWAP_64,
          AMO_ADD_64,
          AMO_XOR_64,
          AMO_AND_64,
          AMO_OR_64,
          AMO_MIN_S_64,
          AMO_MAX_S_64,
          AMO_MIN_U_64,
          AMO_MAX_U_64,
          LOAD_RESERVED_32,
          LOAD_RESERVED_64,
          STORE_CONDITIONAL_32,
          STORE_CONDITIONAL_64,
          AMO_CAS_32,
          AMO_CAS_64,
          CAS_128_EXPECT,
          AMO_CAS_128,
          CAS_128_HIGH,
          CHECK_BLOCK,
          FADD_16,
          FSUB_16,
          FMUL_16,
          FDIV_16,
          FSQRT_16,
          FMADD_16,
          FMIN_16,
          FMAX_16,
          FEQ_16,
          FLT_16,
          FLE_16,
          FADD_32,
          FSUB_32,
          FMUL_32,
          FDIV_32,
          FSQRT_32,
          FMADD_32,
          FMIN_32,
          FMAX_32,
          FEQ_32,
          FLT_32,
          FLE_32,
          FADD_64,
          FSUB_64,
          FMUL_64,
          FDIV_64,
          FSQRT_64,
          FMADD_64,
          FMIN_64,
          FMAX_64,
          FEQ_64,
          FLT_64,
          FLE_64,
          FMIN_NAN_16,
          FMIN_NAN_32,
          FMIN_NAN_64,
          FMAX_NAN_16,
          FMAX_NAN_32,
          FMAX_NAN_64,
          FLT_QUIET_16,
          FLT_QUIET_32,
          FLT_QUIET_64,
          FLE_QUIET_16,
          FLE_QUIET_32,
          FLE_QUIET_64,
          FROUND_16,
          FROUND_32,
          FROUND_64,
          FCLASS_16,
          FCLASS_32,
          FCLASS_64,
          FCVT_F16_F32,
          FCVT_F16_F64,
          FCVT_F32_F16,
          FCVT_F64_F16,
          FCVT_F16_I32,
          FCVT_F16_U32,
          FCVT_F16_I64,
          FCVT_F16_U64,
          FCVT_I32_F16,
          FCVT_U32_F16,
          FCVT_I64_F16,
          FCVT_U64_F16,
          FCVT_F32_F64,
          FCVT_F64_F32,
          FCVT_F32_I32,
          FCVT_F32_U32,
          FCVT_F32_I64,
          FCVT_F32_U64,
          FCVT_F64_I32,
          FCVT_F64_U32,
          FCVT_F64_I64,
          FCVT_F64_U64,
          FCVT_I32_F32,
          FCVT_U32_F32,
          FCVT_I64_F32,
          FCVT_U64_F32,
          FCVT_I32_F64,
          FCVT_U32_F64,
          FCVT_I64_F64,
          FCVT_U64_F64,
          FCVT_MODULAR_F64_I32,
          FUNBOX_16,
          FUNBOX_32 ->
          Opcode.RARE;
      case INSN_START -> throw new IllegalStateException("INSN_START makes no code");
    };
  }
}
