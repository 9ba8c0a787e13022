package org.javisor.isa.riscv64;

import java.util.Random;

/**
 * Some code, the state before it and the state that the manual says is after it.
 *
 * @param row the row of a table that it is about
 * @param privilege the mode that it runs in
 * @param trap the exception that ends it
 */
record Fixture(
    String row, int privilege, int[] code, Registers before, Registers after, Trap trap) {
  static final int SEED = 20261125;

  /** An exception; cause -1 is none. {@code offset}: of the instruction, in bytes. */
  record Trap(int cause, long value, int offset) {
    static final Trap NONE = new Trap(-1, 0, 0);
  }

  static Fixture of(String row, int word, Registers before, Registers after) {
    return new Fixture(row, Hart.SUPERVISOR, new int[] {word}, before, after, Trap.NONE);
  }

  static Fixture illegal(String row, int word, Registers before) {
    Trap trap = new Trap(Cause.ILLEGAL_INSTRUCTION, word & 0xFFFFFFFFL, 0);
    return new Fixture(row, Hart.SUPERVISOR, new int[] {word}, before, before, trap);
  }

  /** The row's encoding with random bits where it leaves them open. */
  static int encode(Instruction row, Random random) {
    String bits = row.pattern().replace(" ", "");
    int word = 0;
    for (int i = 0; i < 32; i++) {
      char c = bits.charAt(i);
      word = word << 1 | (c == '.' ? (random.nextBoolean() ? 1 : 0) : c - '0');
    }
    return word;
  }

  /** Whether the row leaves all {@code width} bits from {@code shift} on open. */
  static boolean isOpen(Instruction row, int shift, int width) {
    String bits = row.pattern().replace(" ", "");
    return bits.startsWith(".".repeat(width), 32 - shift - width);
  }

  static int withField(int word, int shift, int width, int value) {
    int mask = ((1 << width) - 1) << shift;
    return word & ~mask | value << shift & mask;
  }

  /** rd, rs1 and rs2, each where the row leaves it open. */
  static int withRegisters(Instruction row, int word, int[] registers) {
    int result = word;
    int[] shifts = {7, 15, 20};
    for (int i = 0; i < shifts.length; i++) {
      if (isOpen(row, shifts[i], 5)) {
        result = withField(result, shifts[i], 5, registers[i]);
      }
    }
    return result;
  }

  /** Which registers: all different, x0 as result and as source, results that are sources. */
  static final int[][] REGISTERS = {
    {7, 5, 6},
    {0, 5, 6},
    {5, 5, 6},
    {6, 5, 6},
    {7, 5, 5},
    {5, 5, 5},
    {7, 0, 6},
    {7, 5, 0},
    {0, 0, 0},
    {31, 1, 30}
  };

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(row).append(" seed ").append(SEED).append(':');
    for (int word : code) {
      text.append(" 0x").append(Integer.toHexString(word));
    }
    int word = code[code.length - 1];
    int first = word >>> 15 & 31;
    int second = word >>> 20 & 31;
    text.append(" x: 0x").append(Long.toHexString(before.x[first]));
    text.append(" 0x").append(Long.toHexString(before.x[second]));
    text.append(" f: 0x").append(Long.toHexString(before.f[first]));
    text.append(" 0x").append(Long.toHexString(before.f[second]));
    return text.append(" frm ").append(before.rounding).toString();
  }
}
