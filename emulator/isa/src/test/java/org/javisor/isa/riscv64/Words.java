package org.javisor.isa.riscv64;

/** Instruction words from their fields, for tests' programs. */
final class Words {
  static final int NOP = 0x13;
  static final int ECALL = 0x73;
  static final int MRET = 0x30200073;
  static final int SRET = 0x10200073;
  static final int SFENCE_VMA = 0x12000073;
  static final int WFI = 0x10500073;
  static final int EBREAK = 0x00100073;
  static final int FENCE = 0x0FF0000F;
  static final int FENCE_I = 0x0000100F;

  /** A jump to itself. */
  static final int STAY = 0x0000006F;

  private Words() {}

  static int r(int code, int rd, int rs1, int rs2) {
    return code | rs2 << 20 | rs1 << 15 | rd << 7;
  }

  static int i(int code, int rd, int rs1, int imm) {
    return code | imm << 20 | rs1 << 15 | rd << 7;
  }

  static int s(int code, int rs1, int rs2, int imm) {
    return code | (imm >> 5) << 25 | rs2 << 20 | rs1 << 15 | (imm & 31) << 7;
  }

  static int b(int code, int rs1, int rs2, int distance) {
    int high = (distance >> 12 & 1) << 31 | (distance >> 5 & 63) << 25;
    int low = (distance >> 1 & 15) << 8 | (distance >> 11 & 1) << 7;
    return code | high | rs2 << 20 | rs1 << 15 | low;
  }

  static int addi(int rd, int rs1, int imm) {
    return i(0x13, rd, rs1, imm);
  }

  static int slli(int rd, int rs1, int shift) {
    return i(0x1013, rd, rs1, shift);
  }

  static int srli(int rd, int rs1, int shift) {
    return i(0x5013, rd, rs1, shift);
  }

  static int div(int rd, int rs1, int rs2) {
    return r(0x02004033, rd, rs1, rs2);
  }

  static int add(int rd, int rs1, int rs2) {
    return r(0x33, rd, rs1, rs2);
  }

  static int and(int rd, int rs1, int rs2) {
    return r(0x7033, rd, rs1, rs2);
  }

  static int ld(int rd, int rs1, int offset) {
    return i(0x3003, rd, rs1, offset);
  }

  static int lbu(int rd, int rs1, int offset) {
    return i(0x4003, rd, rs1, offset);
  }

  static int fld(int rd, int rs1, int offset) {
    return i(0x3007, rd, rs1, offset);
  }

  static int sd(int rs2, int rs1, int offset) {
    return s(0x3023, rs1, rs2, offset);
  }

  static int sb(int rs2, int rs1, int offset) {
    return s(0x0023, rs1, rs2, offset);
  }

  static int fsd(int rs2, int rs1, int offset) {
    return s(0x3027, rs1, rs2, offset);
  }

  static int amoaddD(int rd, int rs2, int rs1) {
    return r(0x302F, rd, rs1, rs2);
  }

  static int lrD(int rd, int rs1) {
    return r(0x1000302F, rd, rs1, 0);
  }

  static int scD(int rd, int rs2, int rs1) {
    return r(0x1800302F, rd, rs1, rs2);
  }

  static int bne(int rs1, int rs2, int distance) {
    return b(0x1063, rs1, rs2, distance);
  }

  static int beq(int rs1, int rs2, int distance) {
    return b(0x0063, rs1, rs2, distance);
  }

  static int bge(int rs1, int rs2, int distance) {
    return b(0x5063, rs1, rs2, distance);
  }

  static int jalr(int rd, int rs1, int offset) {
    return i(0x67, rd, rs1, offset);
  }

  static int csrrw(int rd, int csr, int rs1) {
    return i(0x1073, rd, rs1, csr);
  }

  static int csrrs(int rd, int csr, int rs1) {
    return i(0x2073, rd, rs1, csr);
  }

  static int csrrc(int rd, int csr, int rs1) {
    return i(0x3073, rd, rs1, csr);
  }

  static int csrrwi(int csr, int value) {
    return i(0x5073, 0, value, csr);
  }

  static int csrrsi(int csr, int value) {
    return i(0x6073, 0, value, csr);
  }

  static int sub(int rd, int rs1, int rs2) {
    return r(0x40000033, rd, rs1, rs2);
  }

  static int lw(int rd, int rs1, int offset) {
    return i(0x2003, rd, rs1, offset);
  }

  static int sw(int rs2, int rs1, int offset) {
    return s(0x2023, rs1, rs2, offset);
  }

  static int sfenceVma(int rs1, int rs2) {
    return r(SFENCE_VMA, 0, rs1, rs2);
  }
}
