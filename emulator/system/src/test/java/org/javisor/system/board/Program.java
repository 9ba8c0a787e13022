package org.javisor.system.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small assembler for programs that run on bare harts, and the kernel image around them. Labels
 * are names; a branch may come before its label.
 *
 * <p>Spec: [RISCV-UNPRIV] 2, 14, 35 (encodings).
 */
final class Program {
  static final int ZERO = 0;
  static final int RA = 1;
  static final int T0 = 5;
  static final int T1 = 6;
  static final int T2 = 7;
  static final int S0 = 8;
  static final int S1 = 9;
  static final int A0 = 10;
  static final int A1 = 11;
  static final int A2 = 12;
  static final int A6 = 16;
  static final int A7 = 17;
  static final int S2 = 18;
  static final int S3 = 19;
  static final int S4 = 20;
  static final int S5 = 21;
  static final int T3 = 28;
  static final int T4 = 29;
  static final int T5 = 30;

  /** Fences' sets. */
  static final int R = 2;

  static final int W = 1;
  static final int RW = 3;

  /** Ordering bits of atomics. */
  static final int RELAXED = 0;

  static final int RL = 1;
  static final int AQ = 2;
  static final int AQRL = 3;

  /** Where the image is loaded, and so where its code begins. */
  static final long LOADED = 0x80200000L;

  private static final int HEADER = 64;
  private static final int PAGE = 4096;

  private final List<Integer> words = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Jump> jumps = new ArrayList<>();

  private record Jump(int at, String label) {}

  Program label(String name) {
    labels.put(name, words.size());
    return this;
  }

  Program word(int word) {
    words.add(word);
    return this;
  }

  private Program immediate(int opcode, int funct, int rd, int rs1, int value) {
    return word(value << 20 | rs1 << 15 | funct << 12 | rd << 7 | opcode);
  }

  private Program register(int funct7, int funct3, int rd, int rs1, int rs2) {
    return word(funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33);
  }

  Program addi(int rd, int rs1, int value) {
    return immediate(0x13, 0, rd, rs1, value);
  }

  Program andi(int rd, int rs1, int value) {
    return immediate(0x13, 7, rd, rs1, value);
  }

  Program slli(int rd, int rs1, int shift) {
    return immediate(0x13, 1, rd, rs1, shift);
  }

  Program add(int rd, int rs1, int rs2) {
    return register(0, 0, rd, rs1, rs2);
  }

  Program sub(int rd, int rs1, int rs2) {
    return register(0x20, 0, rd, rs1, rs2);
  }

  /** rd = a number of at most 32 bits, zero-extended. */
  Program li(int rd, long value) {
    int low = (int) (value << 52 >> 52);
    long upper = value - low;
    word((int) (upper & 0xFFFFF000L) | rd << 7 | 0x37);
    addi(rd, rd, low);
    slli(rd, rd, 32);
    return immediate(0x13, 5, rd, rd, 32);
  }

  /** rd = the address of {@code label}. */
  Program la(int rd, String label) {
    jumps.add(new Jump(words.size(), label));
    return word(rd << 7 | 0x17).addi(rd, rd, 0);
  }

  Program ld(int rd, int rs1, int offset) {
    return immediate(0x03, 3, rd, rs1, offset);
  }

  Program lw(int rd, int rs1, int offset) {
    return immediate(0x03, 2, rd, rs1, offset);
  }

  private Program store(int funct, int rs2, int rs1, int offset) {
    return word(
        (offset >> 5 & 0x7F) << 25
            | rs2 << 20
            | rs1 << 15
            | funct << 12
            | (offset & 31) << 7
            | 0x23);
  }

  Program sd(int rs2, int rs1, int offset) {
    return store(3, rs2, rs1, offset);
  }

  Program sw(int rs2, int rs1, int offset) {
    return store(2, rs2, rs1, offset);
  }

  Program fence(int before, int after) {
    return word(before << 24 | after << 20 | 0x0F);
  }

  Program fenceInstructions() {
    return word(0x0000100F);
  }

  /** A 64-bit atomic with the {@code funct5} of the manual. */
  private Program atomic(int funct5, int order, int rd, int rs1, int rs2) {
    return word(funct5 << 27 | order << 25 | rs2 << 20 | rs1 << 15 | 3 << 12 | rd << 7 | 0x2F);
  }

  Program amoadd(int order, int rd, int rs1, int rs2) {
    return atomic(0, order, rd, rs1, rs2);
  }

  Program amoswap(int order, int rd, int rs1, int rs2) {
    return atomic(1, order, rd, rs1, rs2);
  }

  Program lr(int order, int rd, int rs1) {
    return atomic(2, order, rd, rs1, 0);
  }

  Program sc(int order, int rd, int rs1, int rs2) {
    return atomic(3, order, rd, rs1, rs2);
  }

  private Program branch(int funct, int rs1, int rs2, String label) {
    jumps.add(new Jump(words.size(), label));
    return word(rs2 << 20 | rs1 << 15 | funct << 12 | 0x63);
  }

  Program beq(int rs1, int rs2, String label) {
    return branch(0, rs1, rs2, label);
  }

  Program bne(int rs1, int rs2, String label) {
    return branch(1, rs1, rs2, label);
  }

  Program bltu(int rs1, int rs2, String label) {
    return branch(6, rs1, rs2, label);
  }

  Program jal(int rd, String label) {
    jumps.add(new Jump(words.size(), label));
    return word(rd << 7 | 0x6F);
  }

  Program j(String label) {
    return jal(ZERO, label);
  }

  Program jalr(int rd, int rs1) {
    return immediate(0x67, 0, rd, rs1, 0);
  }

  Program csrr(int rd, int csr) {
    return word(csr << 20 | 2 << 12 | rd << 7 | 0x73);
  }

  Program csrw(int csr, int rs1) {
    return word(csr << 20 | rs1 << 15 | 1 << 12 | 0x73);
  }

  Program wfi() {
    return word(0x10500073);
  }

  /** Lets the host's scheduler run another hart. */
  Program pause() {
    return word(0x0100000F);
  }

  /** A firmware call; a0 and a1 are its results. */
  Program sbi(long extension, int function) {
    return li(A7, extension).addi(A6, ZERO, function).word(0x00000073);
  }

  /** Bits of the instruction at {@code at}, and of the one after it where there are two. */
  private void resolve(ByteBuffer image, Jump jump) {
    int at = HEADER + 4 * jump.at();
    int distance = 4 * (labels.get(jump.label()) - jump.at());
    int word = image.getInt(at);
    if ((word & 0x7F) == 0x17) {
      int low = distance << 20 >> 20;
      image.putInt(at, word | distance - low);
      image.putInt(at + 4, image.getInt(at + 4) | low << 20);
    } else {
      image.putInt(at, word | jumpBits(word, distance));
    }
  }

  private static int jumpBits(int word, int distance) {
    if ((word & 0x7F) == 0x6F) {
      return (distance >> 20 & 1) << 31
          | (distance >> 1 & 0x3FF) << 21
          | (distance >> 11 & 1) << 20
          | (distance >> 12 & 0xFF) << 12;
    }
    return (distance >> 12 & 1) << 31
        | (distance >> 5 & 0x3F) << 25
        | (distance >> 1 & 15) << 8
        | (distance >> 11 & 1) << 7;
  }

  /** The kernel image: the program behind the header that the loader asks for. */
  byte[] image() {
    int length = (HEADER + 4 * words.size() + PAGE - 1) & -PAGE;
    ByteBuffer image = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, 0x0400006F); // over the header
    image.putLong(8, LOADED - 0x80000000L);
    image.putLong(16, length);
    image.putInt(32, 2);
    image.putInt(48, 0x43534952); // "RISCV"
    image.putInt(52, 0x56);
    image.putInt(56, 0x05435352); // "RSC", 5
    for (int i = 0; i < words.size(); i++) {
      image.putInt(HEADER + 4 * i, words.get(i));
    }
    for (Jump jump : jumps) {
      resolve(image, jump);
    }
    return image.array();
  }
}
