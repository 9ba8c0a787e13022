package org.javisor.isa.riscv64;

/**
 * Zcb: more 16-bit instructions; what they stand for must be there, too.
 *
 * <p>Spec: [RISCV-UNPRIV] 28.6.
 */
enum Zcb implements Compressed {
  C_LBU("100 000 ... .. ... 00"),
  C_LHU("100 001 ... 0 . ... 00"),
  C_LH("100 001 ... 1 . ... 00"),
  C_SB("100 010 ... .. ... 00"),
  C_SH("100 011 ... 0 . ... 00"),
  C_ZEXT_B("100 111 ... 11 000 01"),
  C_SEXT_B("100 111 ... 11 001 01"),
  C_ZEXT_H("100 111 ... 11 010 01"),
  C_SEXT_H("100 111 ... 11 011 01"),
  C_ZEXT_W("100 111 ... 11 100 01"),
  C_NOT("100 111 ... 11 101 01"),
  C_MUL("100 111 ... 10 ... 01");

  private static final int LBU = 0x00004003;
  private static final int LHU = 0x00005003;
  private static final int LH = 0x00001003;
  private static final int SB = 0x00000023;
  private static final int SH = 0x00001023;
  private static final int ANDI_255 = 0x0FF07013;
  private static final int SEXT_B = 0x60401013;
  private static final int ZEXT_H = 0x0800403B;
  private static final int SEXT_H = 0x60501013;
  private static final int ADD_UW_X0 = 0x0800003B;
  private static final int XORI_MINUS_1 = 0xFFF04013;
  private static final int MUL = 0x02000033;

  private final String pattern;

  Zcb(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZCB.bit();
  }

  @Override
  public int expand(int c) {
    return switch (this) {
      case C_LBU -> LBU | byteOffset(c) << 20 | base(c) | low(c, 2) << 7;
      case C_LHU -> LHU | halfOffset(c) << 20 | base(c) | low(c, 2) << 7;
      case C_LH -> LH | halfOffset(c) << 20 | base(c) | low(c, 2) << 7;
      case C_SB -> SB | byteOffset(c) << 7 | base(c) | low(c, 2) << 20;
      case C_SH -> SH | halfOffset(c) << 7 | base(c) | low(c, 2) << 20;
      case C_ZEXT_B -> ANDI_255 | both(c);
      case C_SEXT_B -> SEXT_B | both(c);
      case C_ZEXT_H -> ZEXT_H | both(c);
      case C_SEXT_H -> SEXT_H | both(c);
      case C_ZEXT_W -> ADD_UW_X0 | both(c);
      case C_NOT -> XORI_MINUS_1 | both(c);
      case C_MUL -> MUL | both(c) | low(c, 2) << 20;
    };
  }

  /** One of x8 to x15, named by three bits at {@code shift}. */
  private static int low(int c, int shift) {
    return 8 + (c >>> shift & 7);
  }

  private static int base(int c) {
    return low(c, 7) << 15;
  }

  /** The register that is both source and destination. */
  private static int both(int c) {
    return low(c, 7) << 15 | low(c, 7) << 7;
  }

  private static int byteOffset(int c) {
    return (c >>> 6 & 1) | (c >>> 5 & 1) << 1;
  }

  private static int halfOffset(int c) {
    return (c >>> 5 & 1) << 1;
  }
}
