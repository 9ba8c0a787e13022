package org.javisor.isa.riscv64;

import java.util.List;
import java.util.Random;

/** Instructions that compute an integer from integers: registers, immediates, the pc. */
final class IntegerFixtures {
  private static final int CASES = 4;
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    31,
    32,
    63,
    64,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0xFFFFFFFFL,
    0x80000000L,
    0x80,
    0x8000,
    0x0102040810204080L
  };

  private IntegerFixtures() {}

  /** An operand: often one at which something happens. */
  static long operand(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextInt(200) - 100;
      default -> random.nextLong();
    };
  }

  static void add(Instruction row, Random random, List<Fixture> fixtures) {
    int opcode = Fixture.encode(row, random) & 0x7F;
    if (row == Rv64I.LUI || row == Rv64I.AUIPC) {
      addUpper(row, random, fixtures);
      return;
    }
    if (opcode != 0x33 && opcode != 0x3B && opcode != 0x13 && opcode != 0x1B) {
      return;
    }
    for (int[] registers : Fixture.REGISTERS) {
      for (int i = 0; i < CASES; i++) {
        add(row, registers, random, fixtures);
      }
    }
    if ((opcode & 0x20) != 0) {
      for (long a : EDGES) {
        for (long b : EDGES) {
          Registers before = Registers.random(random);
          before.x[5] = a;
          before.x[6] = b;
          int word = Fixture.withRegisters(row, Fixture.encode(row, random), Fixture.REGISTERS[0]);
          fixtures.add(computed(row, word, before));
        }
      }
    }
  }

  private static void add(Instruction row, int[] registers, Random random, List<Fixture> fixtures) {
    int word = Fixture.encode(row, random);
    if ((word & 0x20) != 0) {
      word = Fixture.withRegisters(row, word, registers);
    } else {
      word = Fixture.withField(word, 7, 5, registers[0]);
      word = Fixture.withField(word, 15, 5, registers[1]);
    }
    Registers before = Registers.random(random);
    for (int register : registers) {
      before.setX(register, operand(random));
    }
    fixtures.add(computed(row, word, before));
  }

  private static Fixture computed(Instruction row, int word, Registers before) {
    Registers after = before.copy();
    long a = before.x[word >>> 15 & 31];
    long b = (word & 0x20) != 0 ? before.x[word >>> 20 & 31] : word >> 20;
    after.setX(word >>> 7 & 31, IntegerOracle.expected(row.name(), a, b, word));
    return Fixture.of(row.name(), word, before, after);
  }

  private static void addUpper(Instruction row, Random random, List<Fixture> fixtures) {
    for (int rd : new int[] {0, 1, 31}) {
      for (int upper : new int[] {0, 1, 0x7FFFF, 0x80000, 0xFFFFF, random.nextInt(1 << 20)}) {
        int word = Fixture.withField(Fixture.encode(row, random), 7, 5, rd);
        word = Fixture.withField(word, 12, 20, upper);
        Registers before = Registers.random(random);
        Registers after = before.copy();
        long value = (long) (upper << 12);
        after.setX(rd, row == Rv64I.LUI ? value : value + ConformanceMachine.BASE);
        fixtures.add(Fixture.of(row.name(), word, before, after));
      }
    }
  }
}
