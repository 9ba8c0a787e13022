package org.javisor.isa.riscv64;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Loads, stores, atomics and cache blocks, aligned and not, across the end of a page. */
final class MemoryFixtures {
  private static final long PAGE_END = Registers.MEMORY_BASE + Registers.MEMORY_BYTES / 2;
  private static final int AMO = 0x2F;
  private static final int[][] REGISTERS = {
    {7, 5, 6}, {0, 5, 6}, {5, 5, 6}, {6, 5, 6}, {7, 5, 5}, {7, 5, 0}, {31, 1, 30}
  };

  private MemoryFixtures() {}

  static void add(Instruction row, Random random, List<Fixture> fixtures) {
    int opcode = Fixture.encode(row, random) & 0x7F;
    switch (opcode) {
      case 0x03, 0x07 -> addLoads(row, random, fixtures);
      case 0x23, 0x27 -> addStores(row, random, fixtures);
      case AMO -> addAtomics(row, random, fixtures);
      default -> {
        if (row instanceof Zicbom) {
          addBlocks(row, random, fixtures);
        }
      }
    }
  }

  /** Aligned, misaligned and across the page's end. */
  private static long[] addresses(int size) {
    return new long[] {
      Registers.MEMORY_BASE + 64, PAGE_END - size, PAGE_END, PAGE_END + 17, PAGE_END - 1
    };
  }

  private static int size(int word) {
    return 1 << (word >>> 12 & 3);
  }

  private static void addLoads(Instruction row, Random random, List<Fixture> fixtures) {
    for (int[] registers : REGISTERS) {
      for (long address : addresses(size(Fixture.encode(row, random)))) {
        int word = Fixture.encode(row, random);
        word = Fixture.withField(word, 7, 5, registers[0]);
        word = Fixture.withField(word, 15, 5, registers[1]);
        Registers before = Registers.random(random);
        before.x[registers[1]] = address - (word >> 20);
        Registers after = before.copy();
        long raw = before.load(address, size(word));
        if ((word & 0x7F) == 0x07) {
          int bits = 8 * size(word);
          after.f[registers[0]] = bits == 64 ? raw : raw | -1L << bits;
        } else {
          after.setX(registers[0], (word >>> 14 & 1) != 0 ? raw : signed(raw, size(word)));
        }
        fixtures.add(Fixture.of(row.name(), word, before, after));
      }
    }
  }

  private static long signed(long value, int size) {
    int unused = 64 - 8 * size;
    return value << unused >> unused;
  }

  private static void addStores(Instruction row, Random random, List<Fixture> fixtures) {
    for (int[] registers : REGISTERS) {
      for (long address : addresses(size(Fixture.encode(row, random)))) {
        int word = Fixture.withRegisters(row, Fixture.encode(row, random), registers);
        int offset = (word >> 25) << 5 | word >>> 7 & 31;
        // The low immediate bits are where rd would be.
        offset = (offset & ~31) | random.nextInt(32);
        word = Fixture.withField(word, 7, 5, offset);
        Registers before = Registers.random(random);
        before.x[registers[1]] = address - offset;
        Registers after = before.copy();
        long value = (word & 0x7F) == 0x27 ? before.f[registers[2]] : before.x[registers[2]];
        after.store(address, size(word), value);
        fixtures.add(Fixture.of(row.name(), word, before, after));
      }
    }
  }

  private static void addAtomics(Instruction row, Random random, List<Fixture> fixtures) {
    for (int[] registers : REGISTERS) {
      int word = Fixture.withRegisters(row, Fixture.encode(row, random), registers);
      if (row == Zacas.AMOCAS_Q) {
        word = Fixture.withField(word, 7, 5, registers[0] & 30);
        word = Fixture.withField(word, 20, 5, registers[2] & 30);
      }
      for (int i = 0; i < 6; i++) {
        Registers before = Registers.random(random);
        before.setX(word >>> 20 & 31, IntegerFixtures.operand(random));
        before.x[word >>> 15 & 31] = PAGE_END - 32;
        before.store(PAGE_END - 32, 8, IntegerFixtures.operand(random));
        addAtomic(row, word, before, fixtures);
      }
    }
    addMisaligned(row, random, fixtures);
  }

  private static void addAtomic(
      Instruction row, int word, Registers before, List<Fixture> fixtures) {
    if (row.name().startsWith("LR")) {
      Registers after = before.copy();
      after.setX(
          word >>> 7 & 31, signed(before.load(before.x[word >>> 15 & 31], size(word)), size(word)));
      fixtures.add(Fixture.of(row.name(), word, before, after));
    } else if (row.name().startsWith("SC")) {
      addStoreConditional(row, word, before, fixtures);
    } else if (row.name().startsWith("AMOCAS")) {
      addCompareAndSwap(row, word, before, fixtures);
    } else {
      Registers after = before.copy();
      int size = size(word);
      long address = before.x[word >>> 15 & 31];
      long old = signed(before.load(address, size), size);
      long source = signed(before.x[word >>> 20 & 31], size);
      after.store(address, size, combined(row.name(), old, source));
      after.setX(word >>> 7 & 31, old);
      fixtures.add(Fixture.of(row.name(), word, before, after));
    }
  }

  private static long combined(String name, long old, long source) {
    BigInteger left = IntegerOracle.unsigned(old);
    BigInteger right = IntegerOracle.unsigned(source);
    return switch (name.substring(3, name.length() - 2)) {
      case "SWAP" -> source;
      case "ADD" -> old + source;
      case "XOR" -> old ^ source;
      case "AND" -> old & source;
      case "OR" -> old | source;
      case "MIN" -> Math.min(old, source);
      case "MAX" -> Math.max(old, source);
      case "MINU" -> left.min(right).longValue();
      case "MAXU" -> left.max(right).longValue();
      default -> throw new IllegalStateException("no expectation for " + name);
    };
  }

  /** Without a reservation, with one, with one elsewhere, and a second time. */
  private static void addStoreConditional(
      Instruction row, int word, Registers before, List<Fixture> fixtures) {
    int size = size(word);
    int base = word >>> 15 & 31;
    int lr = 0x1000002F | (size == 8 ? 3 : 2) << 12 | base << 15;
    Registers after = before.copy();
    after.setX(word >>> 7 & 31, 1);
    fixtures.add(Fixture.of(row.name(), word, before, after));
    int aside = 0x00800013 | base << 15 | base << 7; // addi base, base, 8
    Registers moved = before.copy();
    moved.setX(base, before.x[base] + 8);
    moved.setX(word >>> 7 & 31, 1);
    fixtures.add(sequence(row, new int[] {lr, aside, word}, before, moved));
    Registers stored = before.copy();
    stored.store(before.x[base], size, before.x[word >>> 20 & 31]);
    stored.setX(word >>> 7 & 31, 0);
    fixtures.add(sequence(row, new int[] {lr, word}, before, stored));
    if ((word >>> 7 & 31) != base && (word >>> 7 & 31) != (word >>> 20 & 31)) {
      Registers twice = stored.copy();
      twice.setX(word >>> 7 & 31, 1);
      fixtures.add(sequence(row, new int[] {lr, word, word}, before, twice));
    }
  }

  private static Fixture sequence(Instruction row, int[] code, Registers before, Registers after) {
    return new Fixture(row.name(), Hart.SUPERVISOR, code, before, after, Fixture.Trap.NONE);
  }

  /** Once as it is, once with what is expected in memory. */
  private static void addCompareAndSwap(
      Instruction row, int word, Registers before, List<Fixture> fixtures) {
    int size = row == Zacas.AMOCAS_Q ? 16 : size(word);
    int rd = word >>> 7 & 31;
    int rs2 = word >>> 20 & 31;
    long address = before.x[word >>> 15 & 31];
    for (boolean equal : new boolean[] {false, true}) {
      Registers given = before.copy();
      long[] expected = {given.x[rd], rd == 0 ? 0 : given.x[(rd + 1) & 31]};
      if (equal) {
        given.store(address, Math.min(size, 8), expected[0]);
        if (size == 16) {
          given.store(address + 8, 8, expected[1]);
        }
      }
      Registers after = given.copy();
      boolean same = given.load(address, Math.min(size, 8)) == truncated(expected[0], size);
      if (size == 16) {
        same &= given.load(address + 8, 8) == expected[1];
        after.setX(rd == 0 ? 0 : rd + 1, given.load(address + 8, 8));
      }
      after.setX(rd, signed(given.load(address, Math.min(size, 8)), Math.min(size, 8)));
      if (same) {
        after.store(address, Math.min(size, 8), given.x[rs2]);
        if (size == 16) {
          after.store(address + 8, 8, rs2 == 0 ? 0 : given.x[rs2 + 1]);
        }
      }
      fixtures.add(Fixture.of(row.name(), word, given, after));
    }
  }

  private static long truncated(long value, int size) {
    return size < 8 ? value & (1L << 8 * size) - 1 : value;
  }

  /** [RISCV-UNPRIV] 14.4: an address that is not aligned traps. */
  private static void addMisaligned(Instruction row, Random random, List<Fixture> fixtures) {
    int word = Fixture.withRegisters(row, Fixture.encode(row, random), new int[] {8, 5, 6});
    int size = row == Zacas.AMOCAS_Q ? 16 : size(word);
    boolean load = row.name().startsWith("LR");
    for (int offset = 1; offset < size; offset += offset) {
      Registers before = Registers.random(random);
      before.x[5] = PAGE_END - 32 + offset;
      int cause = load ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED;
      Fixture.Trap trap = new Fixture.Trap(cause, before.x[5], 0);
      fixtures.add(
          new Fixture(row.name(), Hart.SUPERVISOR, new int[] {word}, before, before, trap));
    }
    if (row == Zacas.AMOCAS_Q) {
      fixtures.add(Fixture.illegal(row.name(), word | 1 << 7, Registers.random(random)));
      fixtures.add(Fixture.illegal(row.name(), word | 1 << 20, Registers.random(random)));
    }
  }

  private static void addBlocks(Instruction row, Random random, List<Fixture> fixtures) {
    for (int base : new int[] {5, 31}) {
      for (int offset : new int[] {0, 1, 63}) {
        int word = Fixture.withField(Fixture.encode(row, random), 15, 5, base);
        Registers before = Registers.random(random);
        before.x[base] = PAGE_END - 64 + offset;
        Registers after = before.copy();
        for (int i = 0; row == Zicbom.CBO_ZERO && i < 64; i++) {
          after.store(PAGE_END - 64 + i, 1, 0);
        }
        fixtures.add(Fixture.of(row.name(), word, before, after));
        Registers outside = before.copy();
        outside.x[base] = 0x1000 + offset;
        Fixture.Trap trap = new Fixture.Trap(Cause.STORE_ACCESS, 0x1000, 0);
        int[] code = {word};
        fixtures.add(new Fixture(row.name(), Hart.SUPERVISOR, code, outside, outside, trap));
      }
    }
  }
}
