package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random instructions under random page tables, with registers that hold addresses of all kinds:
 * good ones, ones near page and RAM boundaries, any 64 bits.
 *
 * <p>Code lies where no store reaches; jumps lead forward. The first exception ends it.
 */
final class HostileCase {
  /** Where RAM is, in pages: 16 with page tables, then code and handler, then data. */
  static final long RAM = 0x80000000L;

  static final int TABLE_PAGES = 16;
  static final int CODE_PAGE = 16;
  static final int HANDLER_PAGE = 17;
  static final int FIRST_DATA_PAGE = 18;
  static final int RAM_PAGES = 64;
  static final long DEVICE = 0x10000000L;

  /** Virtual addresses of the code and of the handler. */
  static final long CODE = 0x40000000L;

  static final long HANDLER = CODE + 0x1000;
  static final int INSTRUCTIONS = 40;

  private static final int TABLES_OF_DATA = TABLE_PAGES - 3;
  private static final long LEAF_BITS = 0xFF;
  private static final Instruction[] ROWS = rows();

  final long seed;
  final boolean user;
  final int rounding;
  final boolean sum;
  final boolean mxr;
  final long[] x = new long[32];
  final long[] f = new long[32];
  final int[] code = new int[INSTRUCTIONS];

  /** Where in its page the code begins. */
  final int codeOffset;

  /** The page tables, entry after entry. */
  final long[] tables = new long[TABLE_PAGES * 512];

  private final SplittableRandom random;
  private final java.util.Random bits;
  private final InstructionSet set = SET;
  private static final InstructionSet SET = new InstructionSet(CpuModel.MAX.plain().features());

  HostileCase(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    bits = new java.util.Random(random.nextLong());
    user = random.nextInt(4) == 0;
    sum = random.nextBoolean();
    mxr = random.nextInt(4) == 0;
    rounding = random.nextInt(5);
    codeOffset = random.nextInt(3) == 0 ? 4096 - 4 * INSTRUCTIONS - 8 : 2 * random.nextInt(1000);
    buildTables();
    for (int i = 1; i < 32; i++) {
      x[i] = random.nextInt(3) == 0 ? IntegerFixtures.operand(bits) : address();
    }
    for (int i = 0; i < 32; i++) {
      f[i] = random.nextBoolean() ? random.nextLong() : -1L << 32 | random.nextInt();
    }
    for (int i = 0; i < INSTRUCTIONS; i++) {
      code[i] = instruction(INSTRUCTIONS - i);
    }
  }

  private static Instruction[] rows() {
    List<Instruction> rows = new ArrayList<>();
    for (Instruction row : new InstructionSet(CpuModel.MAX.plain().features()).rows()) {
      int word = Fixture.encode(row, new java.util.Random(0));
      int opcode = word & 0x7F;
      if (opcode != 0x73 && row != Rv64I.FENCE_I) {
        rows.add(row);
      }
    }
    return rows.toArray(Instruction[]::new);
  }

  private long address() {
    long page = 4096L * random.nextInt(-2, 520);
    long around = random.nextInt(6) == 0 ? random.nextInt(-16, 17) : random.nextInt(4096);
    return switch (random.nextInt(10)) {
      case 0 -> random.nextLong();
      case 1 -> RAM + page + around;
      case 2 -> (1L << 38) + around - 8;
      case 3 -> -(1L << 38) + around - 8;
      case 4 -> -around;
      case 5 -> CODE + around;
      // Two regions whose tables are random, the second at the end of the lower half.
      case 6 -> (255L << 30) + page + around;
      default -> page + around;
    };
  }

  private void buildTables() {
    for (int i = 3 * 512; i < tables.length; i++) {
      tables[i] = random.nextInt(3) == 0 ? 0 : entry();
    }
    // The root: random regions 0 and 255, large pages, the code's region.
    for (int i : new int[] {0, 2, 3, 255, 256, 511}) {
      tables[i] = random.nextInt(4) == 0 ? entry() : pointer();
    }
    tables[1] = (RAM + 4096 >>> 12) << 10 | 1;
    tables[512] = (RAM + 2 * 4096 >>> 12) << 10 | 1;
    long forUser = user ? 0x10 : 0;
    tables[1024] = (RAM + CODE_PAGE * 4096L >>> 12) << 10 | 0x4B | forUser;
    tables[1025] = (RAM + HANDLER_PAGE * 4096L >>> 12) << 10 | 0x4B;
  }

  private long pointer() {
    long table = RAM + 4096L * (3 + random.nextInt(TABLES_OF_DATA));
    return table >>> 12 << 10 | 1;
  }

  /** An entry of any kind; no writable one leads to tables or code. */
  private long entry() {
    long rights =
        random.nextInt(4) == 0 ? random.nextLong() & LEAF_BITS : 0xC7 | random.nextInt(64);
    long data = RAM + 4096L * (FIRST_DATA_PAGE + random.nextInt(RAM_PAGES - FIRST_DATA_PAGE));
    return switch (random.nextInt(14)) {
      case 0 -> pointer();
      case 1 -> random.nextLong() & ~6L; // neither readable nor writable
      case 2 -> DEVICE >>> 12 << 10 | rights;
      case 3 -> RAM + 4096L * RAM_PAGES >>> 12 << 10 | rights; // behind the end
      case 4 -> RAM - 4096 >>> 12 << 10 | rights;
      case 5 -> RAM + 4096L * random.nextInt(FIRST_DATA_PAGE) >>> 12 << 10 | rights & ~4L;
      case 6 -> (1L << 55) >>> 12 << 10 | rights; // large at any level, where nothing is
      default -> data >>> 12 << 10 | rights;
    };
  }

  private int register() {
    return random.nextInt(32);
  }

  /** One of the instructions, with {@code left} of them from here on. */
  private int instruction(int left) {
    if (random.nextInt(10) == 0) {
      return random.nextInt() | 3; // most are none
    }
    if (random.nextInt(10) == 0) {
      return twoCompressed();
    }
    int word = Fixture.encode(ROWS[random.nextInt(ROWS.length)], bits);
    return tamed(word, left);
  }

  private int twoCompressed() {
    return compressed() | compressed() << 16;
  }

  private int compressed() {
    while (true) {
      int half = bits.nextInt(1 << 16);
      int expanded = (half & 3) == 3 ? Compressed.ILLEGAL : set.expand(half);
      switch (expanded & 0x7F) {
        case 0x03, 0x07, 0x13, 0x1B, 0x23, 0x27, 0x33, 0x37, 0x3B -> {
          return half;
        }
        default -> {
          // Jumps might lead back, others end it.
        }
      }
    }
  }

  /** Jumps lead forward, to the beginning of an instruction, and leave no return address. */
  private int tamed(int word, int left) {
    int distance = 4 * (1 + random.nextInt(Math.min(left, 8)));
    return switch (word & 0x7F) {
      case 0x63 -> Words.b(word & 0x707F, register(), register(), distance);
      case 0x6F -> 0x6F | (distance & 0x7FE) << 20;
      case 0x67 -> word & ~0xF80;
      case 0x03, 0x07, 0x23, 0x27 ->
          random.nextInt(4) == 0 ? word : word & 0x01FFFFFF; // short distances
      default -> word;
    };
  }
}
