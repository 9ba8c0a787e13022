package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javisor.isa.riscv64.FloatOracle.Answer;

/** Floating-point arithmetic, conversions and moves, in every rounding mode. */
final class FloatFixtures {
  private static final int[][] REGISTERS = {
    {7, 5, 6}, {5, 5, 6}, {6, 5, 6}, {0, 0, 0}, {31, 1, 30}
  };
  private static final int DYNAMIC = 7;
  private static final int RANDOM_CASES = 60;

  private FloatFixtures() {}

  static void add(Instruction row, Random random, List<Fixture> fixtures) {
    int opcode = Fixture.encode(row, random) & 0x7F;
    boolean fused = opcode == 0x43 || opcode == 0x47 || opcode == 0x4B || opcode == 0x4F;
    if (opcode != 0x53 && !fused) {
      return;
    }
    boolean rounded = Fixture.isOpen(row, 12, 3);
    for (int i = 0; i < RANDOM_CASES; i++) {
      fixtures.add(random(row, random));
    }
    List<Long> edges = edges(sourceFormat(row));
    for (long a : edges) {
      for (long b : Fixture.isOpen(row, 20, 5) ? edges : List.of(0L)) {
        fixtures.add(with(row, new long[] {a, b, edges.get(random.nextInt(edges.size()))}, random));
      }
    }
    if (rounded) {
      addReserved(row, random, fixtures);
    }
  }

  /** Static modes 5 and 6, dynamic ones 5 to 7. */
  private static void addReserved(Instruction row, Random random, List<Fixture> fixtures) {
    for (int mode = 5; mode <= 7; mode++) {
      Registers before = Registers.random(random);
      before.rounding = mode;
      int field = mode == 7 ? DYNAMIC : random.nextBoolean() ? DYNAMIC : mode;
      int word = Fixture.withField(Fixture.encode(row, random), 12, 3, field);
      fixtures.add(Fixture.illegal(row.name(), word, before));
    }
  }

  static FloatOracle format(char letter) {
    return switch (letter) {
      case 'H' -> FloatOracle.HALF;
      case 'S', 'W' -> FloatOracle.SINGLE;
      case 'D' -> FloatOracle.DOUBLE;
      default -> throw new IllegalStateException("no format " + letter);
    };
  }

  /** The last letter of a mnemonic names the source's format, if that is a float. */
  private static FloatOracle sourceFormat(Instruction row) {
    String name = row.name();
    String last = name.substring(name.lastIndexOf('_') + 1);
    return last.length() == 1 && "HSD".contains(last) ? format(last.charAt(0)) : FloatOracle.DOUBLE;
  }

  private static List<Long> edges(FloatOracle f) {
    List<Long> edges = new ArrayList<>();
    long smallestNormal = 1L << (f.precision() - 1);
    long one = f.round(new FloatOracle.Exact(false, java.math.BigInteger.ONE, 0), 0).bits();
    long[] positive = {
      0,
      1,
      smallestNormal - 1,
      smallestNormal,
      one,
      one + 1,
      f.infinity(false) - 1,
      f.infinity(false),
      f.infinity(false) + 1,
      f.nan(),
      f.nan() + 1
    };
    for (long value : positive) {
      edges.add(boxed(f, value));
      edges.add(boxed(f, value | 1L << (f.width() - 1)));
    }
    if (f.width() < 64) {
      edges.add(one);
      edges.add(one | 0xFFFF_FFFEL << f.width());
    }
    return edges;
  }

  private static long boxed(FloatOracle f, long value) {
    return f.width() == 64 ? value : value | -1L << f.width();
  }

  static long unboxed(FloatOracle f, long register) {
    if (f.width() == 64) {
      return register;
    }
    return register >> f.width() == -1 ? register & (1L << f.width()) - 1 : f.nan();
  }

  private static long operand(FloatOracle f, Random random) {
    List<Long> edges = edges(f);
    int fractionBits = f.precision() - 1;
    long fraction = random.nextLong() & (1L << fractionBits) - 1;
    if (random.nextBoolean()) {
      fraction = -1L << random.nextInt(fractionBits) & (1L << fractionBits) - 1;
    }
    int bias = (1 << (f.exponentBits() - 1)) - 1;
    long field =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(2 * bias);
          case 1 -> random.nextInt(3);
          default -> Math.clamp(bias + random.nextInt(80) - 12, 1, 2 * bias);
        };
    long sign = random.nextBoolean() ? 1L << (f.width() - 1) : 0;
    return random.nextInt(8) == 0
        ? edges.get(random.nextInt(edges.size()))
        : boxed(f, sign | field << fractionBits | fraction);
  }

  private static Fixture random(Instruction row, Random random) {
    FloatOracle f = sourceFormat(row);
    long[] operands = {operand(f, random), operand(f, random), operand(f, random)};
    return with(row, operands, random);
  }

  private static Fixture with(Instruction row, long[] operands, Random random) {
    int[] registers = REGISTERS[random.nextInt(REGISTERS.length)];
    int word = Fixture.withRegisters(row, Fixture.encode(row, random), registers);
    Registers before = Registers.random(random);
    before.rounding = random.nextInt(5);
    before.flags = random.nextInt(3) == 0 ? random.nextInt(32) : 0;
    if (Fixture.isOpen(row, 12, 3)) {
      int field = random.nextInt(6);
      word = Fixture.withField(word, 12, 3, field == 5 ? DYNAMIC : field);
    }
    before.f[word >>> 15 & 31] = operands[0];
    if (Fixture.isOpen(row, 20, 5)) {
      before.f[word >>> 20 & 31] = operands[1];
    }
    if (Fixture.isOpen(row, 27, 5)) {
      before.f[word >>> 27 & 31] = operands[2];
    }
    before.setX(word >>> 15 & 31, IntegerFixtures.operand(random));
    return computed(row, word, before);
  }

  private static Fixture computed(Instruction row, int word, Registers before) {
    Registers after = before.copy();
    String[] name = row.name().split("_");
    int rd = word >>> 7 & 31;
    int mode = (word >>> 12 & 7) == DYNAMIC ? before.rounding : word >>> 12 & 7;
    switch (name[0]) {
      case "FCVT" -> convert(name, mode, word, after);
      case "FCVTMOD" -> {
        long a = before.f[word >>> 15 & 31];
        Answer answer = new FloatSemantics(FloatOracle.DOUBLE, 1).modular(a);
        after.setX(rd, answer.bits());
        after.flags |= answer.flags();
      }
      case "FMV" -> move(name, word, after);
      case "FLI" -> {
        FloatOracle f = format(name[1].charAt(0));
        after.f[rd] = boxed(f, constant(f, word >>> 15 & 31));
      }
      default -> arithmetic(name, mode, word, after);
    }
    return Fixture.of(row.name(), word, before, after);
  }

  private static void arithmetic(String[] name, int mode, int word, Registers state) {
    FloatOracle f = format(name[1].charAt(0));
    long a = unboxed(f, state.f[word >>> 15 & 31]);
    long b = unboxed(f, state.f[word >>> 20 & 31]);
    long c = unboxed(f, state.f[word >>> 27 & 31]);
    Answer answer = new FloatSemantics(f, mode).compute(name[0], a, b, c);
    state.flags |= answer.flags();
    boolean integer = name[0].matches("F(EQ|LT|LE|LTQ|LEQ|CLASS)");
    if (integer) {
      state.setX(word >>> 7 & 31, answer.bits());
    } else {
      state.f[word >>> 7 & 31] = boxed(f, answer.bits());
    }
  }

  /** FCVT_to_from. */
  private static void convert(String[] name, int mode, int word, Registers state) {
    int rd = word >>> 7 & 31;
    int rs1 = word >>> 15 & 31;
    boolean fromFloat = "HSD".contains(name[2]);
    boolean toFloat = "HSD".contains(name[1]);
    Answer answer;
    if (fromFloat && toFloat) {
      FloatOracle from = format(name[2].charAt(0));
      FloatSemantics to = new FloatSemantics(format(name[1].charAt(0)), mode);
      answer = to.convert(from, unboxed(from, state.f[rs1]));
    } else if (fromFloat) {
      FloatOracle from = format(name[2].charAt(0));
      answer = new FloatSemantics(from, mode).toInteger(name[1], unboxed(from, state.f[rs1]));
    } else {
      FloatOracle to = format(name[1].charAt(0));
      answer = new FloatSemantics(to, mode).fromInteger(name[2], state.x[rs1]);
    }
    state.flags |= answer.flags();
    if (toFloat) {
      state.f[rd] = boxed(format(name[1].charAt(0)), answer.bits());
    } else {
      state.setX(rd, answer.bits());
    }
  }

  private static void move(String[] name, int word, Registers state) {
    int rd = word >>> 7 & 31;
    int rs1 = word >>> 15 & 31;
    boolean toInteger = name[1].equals("X");
    FloatOracle f = format((toInteger ? name[2] : name[1]).charAt(0));
    int unused = 64 - f.width();
    if (toInteger) {
      state.setX(rd, state.f[rs1] << unused >> unused);
    } else {
      state.f[rd] = boxed(f, state.x[rs1] << unused >>> unused);
    }
  }

  /** [RISCV-UNPRIV] 24.1, the table of constants. */
  private static final double[] CONSTANTS = {
    -1.0, 0, 0x1p-16, 0x1p-15, 0x1p-8, 0x1p-7, 0.0625, 0.125, 0.25, 0.3125, 0.375, 0.4375, 0.5,
    0.625, 0.75, 0.875, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 8.0, 16.0, 128.0, 256.0, 0x1p15,
    0x1p16
  };

  private static long constant(FloatOracle f, int number) {
    return switch (number) {
      case 1 -> 1L << (f.precision() - 1);
      case 30 -> f.infinity(false);
      case 31 -> f.nan();
      default -> {
        double value = CONSTANTS[number];
        yield switch (f.width()) {
          case 16 -> Float.floatToFloat16((float) value) & 0xFFFFL;
          case 32 -> Float.floatToRawIntBits((float) value) & 0xFFFFFFFFL;
          default -> Double.doubleToRawLongBits(value);
        };
      }
    };
  }
}
