package org.javisor.engine.ir;

/**
 * The operators of the intermediate representation, one line each.
 *
 * <p>Values are 64 bits wide. An operator whose name ends in {@code 32S} works on the low 32 bits
 * of its operands and yields their result sign-extended; {@code 32U} yields it zero-extended.
 * Floating-point operators work on bit patterns; their rounding mode (an architecture-neutral
 * {@code RoundingMode} ordinal, or 7 for "the dynamic one") is the immediate.
 */
public enum IrOp {
  // Moves and selection.
  MOV(Shape.UNARY, Effect.PURE),
  /**
   * dst = the guest address in the immediate, which lies a fixed distance from this instruction: a
   * back end that runs one translation at several virtual addresses moves it along.
   */
  CODE_ADDRESS(Shape.VALUE, Effect.PURE),
  /** dst = c != 0 ? a : b. */
  SELECT(Shape.TERNARY, Effect.PURE),

  // Integer arithmetic, 64 bits.
  ADD(Shape.BINARY, Effect.PURE),
  SUB(Shape.BINARY, Effect.PURE),
  MUL(Shape.BINARY, Effect.PURE),
  MULH_SS(Shape.BINARY, Effect.PURE),
  MULH_SU(Shape.BINARY, Effect.PURE),
  MULH_UU(Shape.BINARY, Effect.PURE),
  /**
   * Division never traps: x / 0 is all ones, the overflow case wraps (a front end that wants a trap
   * tests first).
   */
  DIV_S(Shape.BINARY, Effect.PURE),
  DIV_U(Shape.BINARY, Effect.PURE),
  /** Remainder: x % 0 is x, the overflow case is 0. */
  REM_S(Shape.BINARY, Effect.PURE),
  REM_U(Shape.BINARY, Effect.PURE),
  AND(Shape.BINARY, Effect.PURE),
  OR(Shape.BINARY, Effect.PURE),
  XOR(Shape.BINARY, Effect.PURE),
  /** a &amp; ~b. */
  ANDN(Shape.BINARY, Effect.PURE),
  /** a | ~b. */
  ORN(Shape.BINARY, Effect.PURE),
  /** ~(a ^ b). */
  XNOR(Shape.BINARY, Effect.PURE),
  /** Shift and rotate counts are taken modulo the width. */
  SHL(Shape.BINARY, Effect.PURE),
  SHR(Shape.BINARY, Effect.PURE),
  SAR(Shape.BINARY, Effect.PURE),
  ROTL(Shape.BINARY, Effect.PURE),
  ROTR(Shape.BINARY, Effect.PURE),
  MIN_S(Shape.BINARY, Effect.PURE),
  MIN_U(Shape.BINARY, Effect.PURE),
  MAX_S(Shape.BINARY, Effect.PURE),
  MAX_U(Shape.BINARY, Effect.PURE),
  SET_EQ(Shape.BINARY, Effect.PURE),
  SET_NE(Shape.BINARY, Effect.PURE),
  SET_LT_S(Shape.BINARY, Effect.PURE),
  SET_LT_U(Shape.BINARY, Effect.PURE),
  /** a + (b &lt;&lt; imm). */
  ADD_SHIFTED(Shape.BINARY, Effect.PURE),
  /** Carry-less product, low, high and reversed halves. */
  CLMUL(Shape.BINARY, Effect.PURE),
  CLMULH(Shape.BINARY, Effect.PURE),
  CLMULR(Shape.BINARY, Effect.PURE),

  // Integer arithmetic, 32 bits, result sign-extended.
  ADD_32S(Shape.BINARY, Effect.PURE),
  SUB_32S(Shape.BINARY, Effect.PURE),
  MUL_32S(Shape.BINARY, Effect.PURE),
  DIV_S_32S(Shape.BINARY, Effect.PURE),
  DIV_U_32S(Shape.BINARY, Effect.PURE),
  REM_S_32S(Shape.BINARY, Effect.PURE),
  REM_U_32S(Shape.BINARY, Effect.PURE),
  SHL_32S(Shape.BINARY, Effect.PURE),
  SHR_32S(Shape.BINARY, Effect.PURE),
  SAR_32S(Shape.BINARY, Effect.PURE),
  ROTL_32S(Shape.BINARY, Effect.PURE),
  ROTR_32S(Shape.BINARY, Effect.PURE),

  // Unary.
  EXT8_S(Shape.UNARY, Effect.PURE),
  EXT16_S(Shape.UNARY, Effect.PURE),
  EXT32_S(Shape.UNARY, Effect.PURE),
  EXT8_U(Shape.UNARY, Effect.PURE),
  EXT16_U(Shape.UNARY, Effect.PURE),
  EXT32_U(Shape.UNARY, Effect.PURE),
  BSWAP(Shape.UNARY, Effect.PURE),
  CLZ(Shape.UNARY, Effect.PURE),
  CTZ(Shape.UNARY, Effect.PURE),
  POPCNT(Shape.UNARY, Effect.PURE),
  CLZ_32(Shape.UNARY, Effect.PURE),
  CTZ_32(Shape.UNARY, Effect.PURE),
  POPCNT_32(Shape.UNARY, Effect.PURE),
  /** Each byte: 0 stays 0, anything else becomes 0xFF. */
  OR_COMBINE_BYTES(Shape.UNARY, Effect.PURE),

  // Memory: address = a + imm. A load zero- or sign-extends.
  LD8_U(Shape.LOAD, Effect.MAY_EXIT),
  LD8_S(Shape.LOAD, Effect.MAY_EXIT),
  LD16_U(Shape.LOAD, Effect.MAY_EXIT),
  LD16_S(Shape.LOAD, Effect.MAY_EXIT),
  LD32_U(Shape.LOAD, Effect.MAY_EXIT),
  LD32_S(Shape.LOAD, Effect.MAY_EXIT),
  LD64(Shape.LOAD, Effect.MAY_EXIT),
  ST8(Shape.STORE, Effect.MAY_EXIT),
  ST16(Shape.STORE, Effect.MAY_EXIT),
  ST32(Shape.STORE, Effect.MAY_EXIT),
  ST64(Shape.STORE, Effect.MAY_EXIT),

  // Atomics: address in a, naturally aligned or they trap; dst = old value (32-bit ones
  // sign-extended).
  AMO_SWAP_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_ADD_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_XOR_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_AND_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_OR_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MIN_S_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MAX_S_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MIN_U_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MAX_U_32(Shape.BINARY, Effect.MAY_EXIT),
  AMO_SWAP_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_ADD_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_XOR_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_AND_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_OR_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MIN_S_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MAX_S_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MIN_U_64(Shape.BINARY, Effect.MAY_EXIT),
  AMO_MAX_U_64(Shape.BINARY, Effect.MAY_EXIT),
  /** Loads and remembers address and value for the store-conditional. */
  LOAD_RESERVED_32(Shape.UNARY, Effect.MAY_EXIT),
  LOAD_RESERVED_64(Shape.UNARY, Effect.MAY_EXIT),
  /** dst = 0 when b was stored at a, 1 when not; the reservation is gone either way. */
  STORE_CONDITIONAL_32(Shape.BINARY, Effect.MAY_EXIT),
  STORE_CONDITIONAL_64(Shape.BINARY, Effect.MAY_EXIT),
  /** Stores b at a when c is there; dst = what was there. */
  AMO_CAS_32(Shape.TERNARY, Effect.MAY_EXIT),
  AMO_CAS_64(Shape.TERNARY, Effect.MAY_EXIT),
  /** a, b: the low and high half of what {@link #AMO_CAS_128}, which follows, expects. */
  CAS_128_EXPECT(Shape.BINARY, Effect.SIDE_EFFECT),
  /** Stores b (low half) and c (high half) at a; dst = the low half of what was there. */
  AMO_CAS_128(Shape.TERNARY, Effect.MAY_EXIT),
  /** dst = the high half of what the last {@link #AMO_CAS_128}, whose result is a, has found. */
  CAS_128_HIGH(Shape.UNARY, Effect.SIDE_EFFECT),
  /** Traps as a store to a would when the byte there may neither be read nor written. */
  CHECK_BLOCK(Shape.UNARY, Effect.MAY_EXIT),
  /**
   * Orders all memory accesses before it with all after it; with an immediate of 1 not stores with
   * loads.
   */
  FENCE(Shape.NULLARY, Effect.SIDE_EFFECT),

  // Floating point on bit patterns; raised flags accumulate in CpuState's flag word. Immediate:
  // rounding mode.
  FADD_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FSUB_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FMUL_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FDIV_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FSQRT_16(Shape.UNARY, Effect.SIDE_EFFECT),
  /** a * b + c, rounded once. */
  FMADD_16(Shape.TERNARY, Effect.SIDE_EFFECT),
  FMIN_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FEQ_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FLT_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FADD_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FSUB_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FMUL_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FDIV_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FSQRT_32(Shape.UNARY, Effect.SIDE_EFFECT),
  /** a * b + c, rounded once. */
  FMADD_32(Shape.TERNARY, Effect.SIDE_EFFECT),
  FMIN_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FEQ_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FLT_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FADD_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FSUB_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FMUL_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FDIV_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FSQRT_64(Shape.UNARY, Effect.SIDE_EFFECT),
  FMADD_64(Shape.TERNARY, Effect.SIDE_EFFECT),
  FMIN_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FEQ_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FLT_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_64(Shape.BINARY, Effect.SIDE_EFFECT),
  /** Of a NaN and a number the NaN, where FMIN and FMAX give the number. */
  FMIN_NAN_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FMIN_NAN_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FMIN_NAN_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_NAN_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_NAN_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FMAX_NAN_64(Shape.BINARY, Effect.SIDE_EFFECT),
  /** Comparisons that raise no flag for a quiet NaN. */
  FLT_QUIET_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FLT_QUIET_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FLT_QUIET_64(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_QUIET_16(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_QUIET_32(Shape.BINARY, Effect.SIDE_EFFECT),
  FLE_QUIET_64(Shape.BINARY, Effect.SIDE_EFFECT),
  /**
   * To an integral value of the same format; bit 3 of the immediate: the inexact flag is raised.
   */
  FROUND_16(Shape.UNARY, Effect.SIDE_EFFECT),
  FROUND_32(Shape.UNARY, Effect.SIDE_EFFECT),
  FROUND_64(Shape.UNARY, Effect.SIDE_EFFECT),
  /** RISC-V class bits 0 to 9. */
  FCLASS_16(Shape.UNARY, Effect.PURE),
  FCLASS_32(Shape.UNARY, Effect.PURE),
  FCLASS_64(Shape.UNARY, Effect.PURE),
  /** Names read FROM_TO; integers saturate out of range and raise the invalid flag. */
  FCVT_F16_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F16_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F16_I32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F16_U32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F16_I64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F16_U64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I32_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U32_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I64_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U64_F16(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_I32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_U32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_I64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F32_U64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_I32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_U32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_I64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_F64_U64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I32_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U32_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I64_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U64_F32(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I32_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U32_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_I64_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  FCVT_U64_F64(Shape.UNARY, Effect.SIDE_EFFECT),
  /** The low 32 bits of the integer, sign-extended; out of range raises the invalid flag. */
  FCVT_MODULAR_F64_I32(Shape.UNARY, Effect.SIDE_EFFECT),
  /**
   * The low bits when all bits above them are ones, else the canonical quiet NaN: RISC-V's NaN
   * boxing.
   */
  FUNBOX_16(Shape.UNARY, Effect.PURE),
  FUNBOX_32(Shape.UNARY, Effect.PURE),

  // Control flow inside a unit and out of it; the target is a guest pc in the immediate.
  BR_EQ(Shape.BRANCH, Effect.CONTROL),
  BR_NE(Shape.BRANCH, Effect.CONTROL),
  BR_LT_S(Shape.BRANCH, Effect.CONTROL),
  BR_GE_S(Shape.BRANCH, Effect.CONTROL),
  BR_LT_U(Shape.BRANCH, Effect.CONTROL),
  BR_GE_U(Shape.BRANCH, Effect.CONTROL),
  /** To the guest pc in the immediate, inside the unit or out of it. */
  JUMP(Shape.NULLARY, Effect.CONTROL),
  /** To the guest pc in a. */
  JUMP_INDIRECT(Shape.SOURCE, Effect.CONTROL),
  /** Raises the synchronous exception: cause in the immediate, trap value in a. */
  TRAP(Shape.SOURCE, Effect.CONTROL),
  /**
   * dst = helper imm(a, b), run by the guest CPU with the exact pc; it may trap. Code after it goes
   * on in this unit.
   */
  HELPER(Shape.BINARY, Effect.MAY_EXIT),
  /**
   * Like HELPER, but leaves the unit: pc, mode or translation may have changed. b is the next
   * instruction's pc.
   */
  HELPER_EXIT(Shape.BINARY, Effect.CONTROL),
  /**
   * The instruction is complete; when a is not 0 the unit is left for the guest pc in the
   * immediate, the next instruction's, so that interrupts are looked at.
   */
  EXIT_IF(Shape.SOURCE, Effect.CONTROL),
  /**
   * The instruction is complete, and from the next one on, whose guest pc is in the immediate, code
   * is as it is in memory for this CPU; the unit is left when the engine has to look for that. What
   * follows is a jump through which units are found anew.
   */
  CODE_BARRIER(Shape.NULLARY, Effect.CONTROL),
  /**
   * When a is not 0 the unit is left before its instruction, whose guest pc is in the immediate: a
   * breakpoint. Only in the first instruction of a unit.
   */
  BREAK_IF(Shape.SOURCE, Effect.MAY_EXIT),
  /** A guest instruction begins: pc in the immediate. No code. */
  INSN_START(Shape.NULLARY, Effect.MARK);

  /** Which operands an operator has. */
  public enum Shape {
    NULLARY,
    VALUE,
    SOURCE,
    UNARY,
    BINARY,
    TERNARY,
    LOAD,
    STORE,
    BRANCH
  }

  /** What an operator may do besides producing its result. */
  public enum Effect {
    PURE,
    SIDE_EFFECT,
    MAY_EXIT,
    CONTROL,
    MARK
  }

  private final Shape shape;
  private final Effect effect;

  IrOp(Shape shape, Effect effect) {
    this.shape = shape;
    this.effect = effect;
  }

  public Shape shape() {
    return shape;
  }

  public Effect effect() {
    return effect;
  }

  /** Whether execution may leave the unit at this operator, by a trap or a miss. */
  public boolean mayExit() {
    return effect == Effect.MAY_EXIT || effect == Effect.CONTROL;
  }

  /** Whether it changes memory atomically and yields what was there. */
  public boolean isReadModifyWrite() {
    return switch (this) {
      case AMO_SWAP_32,
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
          AMO_MAX_U_64 ->
          true;
      default -> false;
    };
  }

  /** Whether the operator writes its {@code dst}. */
  public boolean writes() {
    return switch (shape) {
      case VALUE, UNARY, BINARY, TERNARY, LOAD -> this != HELPER_EXIT;
      case NULLARY, SOURCE, STORE, BRANCH -> false;
    };
  }
}
