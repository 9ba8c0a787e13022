package org.javisor.isa.riscv64;

/**
 * The C extension: each 16-bit instruction stands for a 32-bit one, into which it is expanded
 * before translation, so that every meaning is described once.
 *
 * <p>Spec: [RISCV-UNPRIV] 27.
 */
enum Rv64C implements Compressed {
  C_ADDI4SPN("000 ........ ... 00"),
  C_FLD("001 ... ... .. ... 00"),
  C_LW("010 ... ... .. ... 00"),
  C_LD("011 ... ... .. ... 00"),
  C_FSD("101 ... ... .. ... 00"),
  C_SW("110 ... ... .. ... 00"),
  C_SD("111 ... ... .. ... 00"),
  C_ADDI("000 . ..... ..... 01"),
  C_ADDIW("001 . ..... ..... 01"),
  C_LI("010 . ..... ..... 01"),
  C_ADDI16SP("011 . 00010 ..... 01"),
  C_LUI("011 . ..... ..... 01"),
  C_SRLI("100 . 00 ... ..... 01"),
  C_SRAI("100 . 01 ... ..... 01"),
  C_ANDI("100 . 10 ... ..... 01"),
  C_SUB("100 0 11 ... 00 ... 01"),
  C_XOR("100 0 11 ... 01 ... 01"),
  C_OR("100 0 11 ... 10 ... 01"),
  C_AND("100 0 11 ... 11 ... 01"),
  C_SUBW("100 1 11 ... 00 ... 01"),
  C_ADDW("100 1 11 ... 01 ... 01"),
  C_J("101 ........... 01"),
  C_BEQZ("110 ... ... ..... 01"),
  C_BNEZ("111 ... ... ..... 01"),
  C_SLLI("000 . ..... ..... 10"),
  C_FLDSP("001 . ..... ..... 10"),
  C_LWSP("010 . ..... ..... 10"),
  C_LDSP("011 . ..... ..... 10"),
  C_JR("100 0 ..... 00000 10"),
  C_MV("100 0 ..... ..... 10"),
  C_EBREAK("100 1 00000 00000 10"),
  C_JALR("100 1 ..... 00000 10"),
  C_ADD("100 1 ..... ..... 10"),
  C_FSDSP("101 ...... ..... 10"),
  C_SWSP("110 ...... ..... 10"),
  C_SDSP("111 ...... ..... 10");

  private static final int SP = 2;
  private static final int LOAD = 0x03;
  private static final int LOAD_FP = 0x07;
  private static final int OP_IMM = 0x13;
  private static final int OP_IMM_32 = 0x1B;
  private static final int STORE = 0x23;
  private static final int STORE_FP = 0x27;
  private static final int OP = 0x33;
  private static final int LUI = 0x37;
  private static final int OP_32 = 0x3B;
  private static final int BRANCH = 0x63;
  private static final int JALR = 0x67;
  private static final int JAL = 0x6F;
  private static final int EBREAK = 0x00100073;

  private final String pattern;

  Rv64C(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return switch (this) {
      case C_FLD, C_FSD, C_FLDSP, C_FSDSP -> Extension.C.bit() | Extension.ZCD.bit();
      default -> Extension.C.bit() | Extension.ZCA.bit();
    };
  }

  @Override
  public int expand(int c) {
    return switch (this) {
      case C_ADDI4SPN -> i(uimm4spn(c), SP, 0, low(c, 2), OP_IMM, uimm4spn(c) != 0);
      case C_FLD -> i(uimmD(c), low(c, 7), 3, low(c, 2), LOAD_FP, true);
      case C_LW -> i(uimmW(c), low(c, 7), 2, low(c, 2), LOAD, true);
      case C_LD -> i(uimmD(c), low(c, 7), 3, low(c, 2), LOAD, true);
      case C_FSD -> s(uimmD(c), low(c, 2), low(c, 7), 3, STORE_FP);
      case C_SW -> s(uimmW(c), low(c, 2), low(c, 7), 2, STORE);
      case C_SD -> s(uimmD(c), low(c, 2), low(c, 7), 3, STORE);
      case C_ADDI -> i(imm6(c), rd(c), 0, rd(c), OP_IMM, true);
      case C_ADDIW -> i(imm6(c), rd(c), 0, rd(c), OP_IMM_32, rd(c) != 0);
      case C_LI -> i(imm6(c), 0, 0, rd(c), OP_IMM, true);
      case C_ADDI16SP -> i(imm16sp(c), SP, 0, SP, OP_IMM, imm16sp(c) != 0);
      case C_LUI -> imm6(c) == 0 ? ILLEGAL : imm6(c) << 12 | rd(c) << 7 | LUI;
      case C_SRLI -> i(shamt(c), low(c, 7), 5, low(c, 7), OP_IMM, true);
      case C_SRAI -> i(shamt(c) | 0x400, low(c, 7), 5, low(c, 7), OP_IMM, true);
      case C_ANDI -> i(imm6(c), low(c, 7), 7, low(c, 7), OP_IMM, true);
      case C_SUB -> r(0x20, 0, c, OP);
      case C_XOR -> r(0, 4, c, OP);
      case C_OR -> r(0, 6, c, OP);
      case C_AND -> r(0, 7, c, OP);
      case C_SUBW -> r(0x20, 0, c, OP_32);
      case C_ADDW -> r(0, 0, c, OP_32);
      case C_J -> j(immJ(c));
      case C_BEQZ -> b(immB(c), low(c, 7), 0);
      case C_BNEZ -> b(immB(c), low(c, 7), 1);
      case C_SLLI -> i(shamt(c), rd(c), 1, rd(c), OP_IMM, true);
      case C_FLDSP -> i(uimmDsp(c), SP, 3, rd(c), LOAD_FP, true);
      case C_LWSP -> i(uimmWsp(c), SP, 2, rd(c), LOAD, rd(c) != 0);
      case C_LDSP -> i(uimmDsp(c), SP, 3, rd(c), LOAD, rd(c) != 0);
      case C_JR -> i(0, rd(c), 0, 0, JALR, rd(c) != 0);
      case C_MV -> rs2(c) << 20 | rd(c) << 7 | OP;
      case C_EBREAK -> EBREAK;
      case C_JALR -> i(0, rd(c), 0, 1, JALR, true);
      case C_ADD -> rs2(c) << 20 | rd(c) << 15 | rd(c) << 7 | OP;
      case C_FSDSP -> s(uimmDspS(c), rs2(c), SP, 3, STORE_FP);
      case C_SWSP -> s(uimmWspS(c), rs2(c), SP, 2, STORE);
      case C_SDSP -> s(uimmDspS(c), rs2(c), SP, 3, STORE);
    };
  }

  private static int rd(int c) {
    return c >>> 7 & 31;
  }

  private static int rs2(int c) {
    return c >>> 2 & 31;
  }

  /** One of x8 to x15, named by three bits at {@code shift}. */
  private static int low(int c, int shift) {
    return 8 + (c >>> shift & 7);
  }

  private static int field(int c, int from, int width, int to) {
    return (c >>> from & (1 << width) - 1) << to;
  }

  private static int imm6(int c) {
    return field(c, 2, 5, 0) | -(c >>> 12 & 1) << 5;
  }

  private static int shamt(int c) {
    return field(c, 2, 5, 0) | field(c, 12, 1, 5);
  }

  private static int uimm4spn(int c) {
    return field(c, 11, 2, 4) | field(c, 7, 4, 6) | field(c, 6, 1, 2) | field(c, 5, 1, 3);
  }

  private static int imm16sp(int c) {
    return field(c, 6, 1, 4)
        | field(c, 2, 1, 5)
        | field(c, 5, 1, 6)
        | field(c, 3, 2, 7)
        | -(c >>> 12 & 1) << 9;
  }

  private static int uimmW(int c) {
    return field(c, 10, 3, 3) | field(c, 6, 1, 2) | field(c, 5, 1, 6);
  }

  private static int uimmD(int c) {
    return field(c, 10, 3, 3) | field(c, 5, 2, 6);
  }

  private static int uimmWsp(int c) {
    return field(c, 12, 1, 5) | field(c, 4, 3, 2) | field(c, 2, 2, 6);
  }

  private static int uimmDsp(int c) {
    return field(c, 12, 1, 5) | field(c, 5, 2, 3) | field(c, 2, 3, 6);
  }

  private static int uimmWspS(int c) {
    return field(c, 9, 4, 2) | field(c, 7, 2, 6);
  }

  private static int uimmDspS(int c) {
    return field(c, 10, 3, 3) | field(c, 7, 3, 6);
  }

  private static int immB(int c) {
    return field(c, 3, 2, 1)
        | field(c, 10, 2, 3)
        | field(c, 2, 1, 5)
        | field(c, 5, 2, 6)
        | -(c >>> 12 & 1) << 8;
  }

  private static int immJ(int c) {
    return field(c, 3, 3, 1)
        | field(c, 11, 1, 4)
        | field(c, 2, 1, 5)
        | field(c, 7, 1, 6)
        | field(c, 6, 1, 7)
        | field(c, 9, 2, 8)
        | field(c, 8, 1, 10)
        | -(c >>> 12 & 1) << 11;
  }

  private static int i(int imm, int rs1, int f3, int rd, int op, boolean legal) {
    return legal ? imm << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op : ILLEGAL;
  }

  private static int s(int imm, int rs2, int rs1, int f3, int op) {
    return (imm >> 5) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm & 31) << 7 | op;
  }

  private static int r(int f7, int f3, int c, int op) {
    return f7 << 25 | low(c, 2) << 20 | low(c, 7) << 15 | f3 << 12 | low(c, 7) << 7 | op;
  }

  private static int b(int imm, int rs1, int f3) {
    return (imm >>> 12 & 1) << 31
        | (imm >>> 5 & 63) << 25
        | rs1 << 15
        | f3 << 12
        | (imm >>> 1 & 15) << 8
        | (imm >>> 11 & 1) << 7
        | BRANCH;
  }

  private static int j(int imm) {
    return (imm >>> 20 & 1) << 31
        | (imm >>> 1 & 0x3FF) << 21
        | (imm >>> 11 & 1) << 20
        | (imm >>> 12 & 0xFF) << 12
        | JAL;
  }
}
