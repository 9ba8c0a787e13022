package org.javisor.engine.interp;

/**
 * What the interpreter's loop dispatches on. An encoded operator is two longs: opcode, byte offsets
 * of dst, a and b in CpuState, and a third source's slot; then an immediate. Operators without a
 * number here are RARE ones, whose IrOp is in the third-source field.
 */
public final class Opcode {
  static final int ADD = 0;
  static final int SUB = 1;
  static final int MUL = 2;
  static final int MULH_SS = 3;
  static final int MULH_SU = 4;
  static final int MULH_UU = 5;
  static final int DIV_S = 6;
  static final int DIV_U = 7;
  static final int REM_S = 8;
  static final int REM_U = 9;
  static final int AND = 10;
  static final int OR = 11;
  static final int XOR = 12;
  static final int ANDN = 13;
  static final int ORN = 14;
  static final int XNOR = 15;
  static final int SHL = 16;
  static final int SHR = 17;
  static final int SAR = 18;
  static final int ROTL = 19;
  static final int ROTR = 20;
  static final int MIN_S = 21;
  static final int MIN_U = 22;
  static final int MAX_S = 23;
  static final int MAX_U = 24;
  static final int SET_EQ = 25;
  static final int SET_NE = 26;
  static final int SET_LT_S = 27;
  static final int SET_LT_U = 28;
  static final int ADD_SHIFTED = 29;
  static final int ADD_32S = 30;
  static final int SUB_32S = 31;
  static final int MUL_32S = 32;
  static final int SHL_32S = 33;
  static final int SHR_32S = 34;
  static final int SAR_32S = 35;
  static final int ADD_IMM = 36;
  static final int AND_IMM = 37;
  static final int OR_IMM = 38;
  static final int XOR_IMM = 39;
  static final int SHL_IMM = 40;
  static final int SHR_IMM = 41;
  static final int SAR_IMM = 42;
  static final int SET_LT_S_IMM = 43;
  static final int SET_LT_U_IMM = 44;
  static final int ADD_32S_IMM = 45;
  static final int SHL_32S_IMM = 46;
  static final int SHR_32S_IMM = 47;
  static final int SAR_32S_IMM = 48;
  static final int MOV = 49;
  static final int EXT8_S = 50;
  static final int EXT16_S = 51;
  static final int EXT32_S = 52;
  static final int EXT8_U = 53;
  static final int EXT16_U = 54;
  static final int EXT32_U = 55;
  static final int BSWAP = 56;
  static final int CLZ = 57;
  static final int CTZ = 58;
  static final int POPCNT = 59;
  static final int OR_COMBINE_BYTES = 60;
  static final int LD8_U = 61;
  static final int LD8_S = 62;
  static final int LD16_U = 63;
  static final int LD16_S = 64;
  static final int LD32_U = 65;
  static final int LD32_S = 66;
  static final int LD64 = 67;
  static final int ST8 = 68;
  static final int ST16 = 69;
  static final int ST32 = 70;
  static final int ST64 = 71;
  static final int BR_EQ = 72;
  static final int BR_NE = 73;
  static final int BR_LT_S = 74;
  static final int BR_GE_S = 75;
  static final int BR_LT_U = 76;
  static final int BR_GE_U = 77;
  static final int JUMP = 78;
  static final int JUMP_INDIRECT = 79;
  static final int CONSTANT = 80;
  static final int SELECT = 81;
  static final int FENCE = 82;
  static final int TRAP = 83;
  static final int HELPER = 84;
  static final int HELPER_EXIT = 85;
  static final int EXIT_IF = 86;
  static final int BREAK_IF = 87;
  static final int CODE_BARRIER = 88;
  static final int RARE = 89;

  private static final int OFFSET_BITS = 14;
  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
  private static final int DST_SHIFT = 8;
  private static final int A_SHIFT = DST_SHIFT + OFFSET_BITS;
  private static final int B_SHIFT = A_SHIFT + OFFSET_BITS;
  private static final int C_SHIFT = B_SHIFT + OFFSET_BITS;

  /** The third-source field of an encoded word, in place. */
  static final int C_BITS = 64 - C_SHIFT;

  private Opcode() {}

  /** An operator's first word; the offsets are below 16384, {@code c} below 16384. */
  public static long word(int opcode, int dst, int a, int b, int c) {
    return opcode
        | (long) dst << DST_SHIFT
        | (long) a << A_SHIFT
        | (long) b << B_SHIFT
        | (long) c << C_SHIFT;
  }

  static int opcode(long word) {
    return (int) word & 0xFF;
  }

  public static int dst(long word) {
    return (int) (word >>> DST_SHIFT) & OFFSET_MASK;
  }

  public static int a(long word) {
    return (int) (word >>> A_SHIFT) & OFFSET_MASK;
  }

  public static int b(long word) {
    return (int) (word >>> B_SHIFT) & OFFSET_MASK;
  }

  public static int c(long word) {
    return (int) (word >>> C_SHIFT);
  }
}
