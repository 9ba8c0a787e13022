package org.javisor.engine.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.javisor.engine.ir.IrOp;

/** Makes the IR of instructions that fall through: every operator, every kind of operand. */
final class SnippetGenerator {
  private static final int NONE = Snippet.NONE;
  private static final IrOp[] OPS = IrOp.values();

  /** Integer slots in use: some in host registers, some near, some far. */
  private static final int[] SLOTS = {1, 3, 4, 7, 8, 9, 10, 15, 22, 31, 40, 99, 500, 1000, 1023};

  private static final int[] FLOAT_SLOTS = {
    100, 101, 102, 103, 104, 110, 113, 127, 128, 129, 130, 131
  };

  private static final long[] VALUES = {
    0,
    1,
    -1,
    2,
    3,
    63,
    64,
    127,
    128,
    255,
    256,
    4096,
    0x7FFF,
    0x8000,
    0x7FFFFFFFL,
    0x80000000L,
    0xFFFFFFFFL,
    0x100000000L,
    -128,
    -129,
    -4096,
    -0x80000000L,
    -0x80000001L,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x0123456789ABCDEFL,
    0x8000000080000000L,
    0xFF00FF00FF00FFL
  };

  private static final long[] DOUBLES = {
    0,
    Long.MIN_VALUE,
    0x3FF0000000000000L,
    0xBFF0000000000000L,
    0x7FF0000000000000L,
    0xFFF0000000000000L,
    0x7FF8000000000000L,
    0x7FF0000000000001L,
    0xFFF8000000000001L,
    1,
    0x000FFFFFFFFFFFFFL,
    0x0010000000000000L,
    0x7FEFFFFFFFFFFFFFL,
    0x41DFFFFFFFC00000L,
    0x41E0000000000000L,
    0xC1E0000000000000L,
    0xC1E0000000200000L,
    0x43E0000000000000L,
    0xC3E0000000000000L,
    0x43EFFFFFFFFFFFFFL,
    0x43F0000000000000L,
    0x3FE0000000000000L,
    0x3FF8000000000000L,
    0x47EFFFFFE0000000L,
    0x47EFFFFFF0000000L,
    0x3690000000000000L,
    0x380FFFFFE0000000L,
    0x380FFFFFF0000000L,
    0x41EFFFFFFFE00000L,
    0x41F0000000000000L,
    0x3FDFFFFFFFFFFFFFL,
    0xBFE0000000000000L,
    0x0008000000000000L,
    0x400921FB54442D18L
  };

  private static final int[] SINGLES = {
    0,
    0x80000000,
    0x3F800000,
    0xBF800000,
    0x7F800000,
    0xFF800000,
    0x7FC00000,
    0x7F800001,
    0xFFC00001,
    1,
    0x007FFFFF,
    0x00800000,
    0x7F7FFFFF,
    0x4EFFFFFF,
    0x4F000000,
    0xCF000000,
    0xCF000001,
    0x5F000000,
    0xDF000000,
    0x5EFFFFFF,
    0x5F800000,
    0x4F800000,
    0x4F7FFFFF,
    0x3F000000,
    0x3FC00000,
    0x3EFFFFFF,
    0xBF000000,
    0x40490FDB
  };

  private static final List<IrOp> PURE = new ArrayList<>();
  private static final List<IrOp> LOADS = new ArrayList<>();
  private static final List<IrOp> STORES = new ArrayList<>();
  private static final List<IrOp> ATOMICS = new ArrayList<>();
  private static final List<IrOp> FLOATS = new ArrayList<>();

  static {
    for (IrOp op : OPS) {
      switch (op.shape()) {
        case LOAD -> LOADS.add(op);
        case STORE -> STORES.add(op);
        default -> classify(op);
      }
    }
  }

  private static void classify(IrOp op) {
    boolean isFloat = op.name().startsWith("F") && op != IrOp.FENCE;
    if (isFloat) {
      FLOATS.add(op);
    } else if (op.effect() == IrOp.Effect.PURE && op != IrOp.CODE_ADDRESS) {
      PURE.add(op);
    } else if (op.effect() == IrOp.Effect.MAY_EXIT && op != IrOp.HELPER && op != IrOp.BREAK_IF) {
      ATOMICS.add(op);
    }
  }

  private final SplittableRandom random;
  private final List<Long> constants;
  private Script script = new Script(0);
  private boolean floats;

  SnippetGenerator(SplittableRandom random, List<Long> constants) {
    this.random = random;
    this.constants = constants;
  }

  void begin(Script newScript, boolean hasFloats) {
    script = newScript;
    floats = hasFloats;
  }

  // Values

  int constant(long value) {
    constants.add(value);
    return Snippet.CONSTANT + constants.size() - 1;
  }

  /** A value: an edge of the integers or a special number, or a random one. */
  long value(boolean isFloat) {
    if (isFloat) {
      return switch (random.nextInt(9)) {
        case 8 -> -1L << 16 | SINGLES[random.nextInt(SINGLES.length)] >>> 16;
        case 0, 1, 2 -> DOUBLES[random.nextInt(DOUBLES.length)];
        case 3, 4, 5 -> 0xFFFFFFFF00000000L | SINGLES[random.nextInt(SINGLES.length)] & 0xFFFFFFFFL;
        case 6 -> Double.doubleToRawLongBits(random.nextInt(-100, 100) * 0.25);
        default -> random.nextLong();
      };
    }
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt();
      case 2 -> random.nextInt(-70, 70);
      default -> VALUES[random.nextInt(VALUES.length)];
    };
  }

  /** An address in the pages of data, aligned to 16 as a rule. */
  long dataAddress() {
    long page = random.nextInt(Script.FIRST_DATA, Script.PAGES);
    long offset =
        switch (random.nextInt(8)) {
          case 0 -> 4096 - random.nextInt(1, 9);
          case 1 -> random.nextInt(4096);
          default -> 16L * random.nextInt(256);
        };
    return script.base + page * 4096 + offset;
  }

  private int slot() {
    if (floats && random.nextInt(6) == 0) {
      return FLOAT_SLOTS[random.nextInt(FLOAT_SLOTS.length)];
    }
    return SLOTS[random.nextInt(SLOTS.length)];
  }

  /** A slot to write to, or NONE. */
  int destination() {
    return random.nextInt(24) == 0 ? NONE : slot();
  }

  /** A source: a slot, a constant or a temporary that has been written. */
  private int source(List<Integer> temps) {
    int kind = random.nextInt(10);
    if (kind < 3 && !temps.isEmpty()) {
      return temps.get(random.nextInt(temps.size()));
    }
    if (kind < 5) {
      return constant(value(random.nextInt(8) == 0));
    }
    return random.nextInt(12) == 0 ? Script.POINTERS[random.nextInt(4)] : slot();
  }

  // Instructions

  /** Fills {@code s} with an instruction that falls through or asks for help. */
  void ordinary(Snippet s) {
    List<Integer> temps = new ArrayList<>();
    int kind = random.nextInt(100);
    if (kind < 4) {
      step(s);
    } else if (kind < 36) {
      pure(s, temps, 1 + random.nextInt(4));
    } else if (kind < 56) {
      memory(s, temps);
    } else if (kind < 62) {
      atomic(s, temps);
    } else if (kind < 84 && floats) {
      floating(s, temps);
    } else if (kind < 90) {
      helper(s, temps);
    } else if (kind < 94) {
      helperExit(s, temps);
    } else if (kind < 96) {
      s.add(random.nextBoolean() ? IrOp.FENCE : IrOp.CODE_BARRIER, NONE, NONE, NONE);
    } else if (kind < 97) {
      pureTemps(s, temps, 1);
      s.add(IrOp.TRAP, NONE, source(temps), NONE, NONE, 64 + random.nextInt(8));
    } else if (kind < 98) {
      pure(s, temps, 1);
      s.add(IrOp.EXIT_IF, NONE, source(temps), NONE);
    } else {
      pure(s, temps, 6);
    }
  }

  /** A pointer moves on a little, or another follows it: accesses through them are near by. */
  private void step(Snippet s) {
    int pointer = Script.POINTERS[random.nextInt(Script.POINTERS.length)];
    int from =
        random.nextInt(4) == 0 ? Script.POINTERS[random.nextInt(Script.POINTERS.length)] : pointer;
    s.add(IrOp.ADD, pointer, from, constant(8L * random.nextInt(-6, 7)));
  }

  private void pureTemps(Snippet s, List<Integer> temps, int most) {
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      int t = s.temp();
      pureOperator(s, temps, t);
      temps.add(t);
    }
  }

  /** Some pure operators, the last ones of which write slots. */
  private void pure(Snippet s, List<Integer> temps, int count) {
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      int dst = last || random.nextInt(4) == 0 ? destination() : s.temp();
      if (!temps.isEmpty() && random.nextInt(10) == 0) {
        dst = temps.get(random.nextInt(temps.size()));
      }
      pureOperator(s, temps, dst);
      if (dst >= Snippet.TEMP) {
        temps.add(dst);
      }
    }
  }

  private void pureOperator(Snippet s, List<Integer> temps, int dst) {
    IrOp op = PURE.get(random.nextInt(PURE.size()));
    int a = source(temps);
    int b = source(temps);
    if (dst != NONE && dst < Snippet.TEMP) {
      switch (random.nextInt(8)) {
        case 0 -> a = dst;
        case 1 -> b = dst;
        case 2 -> {
          a = dst;
          b = dst;
        }
        default -> {
          // As drawn.
        }
      }
    }
    switch (op.shape()) {
      case UNARY -> s.add(op, dst, a, NONE);
      case BINARY -> s.add(op, dst, a, b, NONE, op == IrOp.ADD_SHIFTED ? random.nextInt(5) : 0);
      default -> {
        int c = random.nextInt(3) == 0 && dst != NONE && dst < Snippet.TEMP ? dst : source(temps);
        s.add(op, dst, a, b, c, 0);
      }
    }
  }

  /** A source with a guest address: of data, as a rule. */
  private int address(Snippet s, List<Integer> temps, int alignment) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return script.direct ? constant(value(false)) : source(temps);
    }
    if (kind < 4) {
      return constant(dataAddress() & -alignment);
    }
    int pointer = Script.POINTERS[random.nextInt(Script.POINTERS.length)];
    if (kind < 8) {
      int t = s.temp();
      s.add(IrOp.ADD, t, pointer, constant(random.nextInt(-16, 16) * (long) alignment));
      temps.add(t);
      return t;
    }
    return pointer;
  }

  private long displacement() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(-2048, 2048);
      case 1 -> 4096L * random.nextInt(-4, 5);
      case 2 -> 0;
      case 3 -> random.nextInt(40) == 0 ? random.nextLong() : 2040;
      default -> 8L * random.nextInt(-8, 8);
    };
  }

  private void memory(Snippet s, List<Integer> temps) {
    pureTemps(s, temps, 2);
    int count = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      int a = address(s, temps, 1);
      if (random.nextBoolean()) {
        IrOp op = STORES.get(random.nextInt(STORES.size()));
        s.add(op, NONE, a, source(temps), NONE, displacement());
      } else {
        IrOp op = LOADS.get(random.nextInt(LOADS.size()));
        int dst = last && random.nextInt(3) != 0 ? destination() : s.temp();
        s.add(op, dst, a, NONE, NONE, displacement());
        if (dst >= Snippet.TEMP) {
          temps.add(dst);
        }
      }
    }
    after(s, temps);
  }

  /** A store or an atomic operation of some of the 16 bytes so far from the instruction. */
  void storeNear(Snippet s, int distance) {
    List<Integer> temps = new ArrayList<>();
    pureTemps(s, temps, 1);
    int address = s.temp();
    if (random.nextInt(3) == 0) {
      codeAddress(s, address, distance);
      atomicAt(s, temps, address, ATOMICS.get(random.nextInt(ATOMICS.size())));
    } else {
      codeAddress(s, address, distance + random.nextInt(9));
      IrOp op = STORES.get(random.nextInt(STORES.size()));
      s.add(op, NONE, address, source(temps), NONE, 0);
    }
    after(s, temps);
  }

  /** What follows the last operator that may leave the unit. */
  private void after(Snippet s, List<Integer> temps) {
    if (!temps.isEmpty() && random.nextInt(3) != 0) {
      pure(s, temps, 1 + random.nextInt(2));
    } else if (!temps.isEmpty()) {
      s.add(IrOp.MOV, destination(), temps.getLast(), NONE);
    }
    if (random.nextInt(12) == 0) {
      s.add(IrOp.MOV, Script.POINTERS[random.nextInt(4)], constant(dataAddress()), NONE);
    }
  }

  private void atomic(Snippet s, List<Integer> temps) {
    pureTemps(s, temps, 2);
    IrOp op = ATOMICS.get(random.nextInt(ATOMICS.size()));
    int size = op.name().endsWith("128") ? 16 : op.name().endsWith("32") ? 4 : 8;
    atomicAt(s, temps, address(s, temps, random.nextInt(12) == 0 ? 1 : size), op);
    after(s, temps);
  }

  private void atomicAt(Snippet s, List<Integer> temps, int a, IrOp op) {
    int b = op.shape() == IrOp.Shape.UNARY ? NONE : source(temps);
    int c = op.shape() == IrOp.Shape.TERNARY ? source(temps) : NONE;
    boolean wide = op == IrOp.AMO_CAS_128;
    if (wide) {
      s.add(IrOp.CAS_128_EXPECT, NONE, source(temps), source(temps));
    }
    int dst =
        op == IrOp.CHECK_BLOCK ? NONE : wide || random.nextBoolean() ? s.temp() : destination();
    s.add(op, dst, a, b, c, 0);
    if (dst >= Snippet.TEMP) {
      temps.add(dst);
    }
    if (wide) {
      s.add(IrOp.CAS_128_HIGH, destination(), dst, NONE);
    }
  }

  private void helper(Snippet s, List<Integer> temps) {
    pureTemps(s, temps, 2);
    int[] ids = {
      ScriptCpu.MIX,
      ScriptCpu.MIX,
      ScriptCpu.MAYBE_TRAP,
      ScriptCpu.FLUSH,
      ScriptCpu.INTERRUPT,
      ScriptCpu.UNMAP
    };
    int dst = random.nextBoolean() ? destination() : s.temp();
    s.add(IrOp.HELPER, dst, source(temps), source(temps), NONE, ids[random.nextInt(ids.length)]);
    if (dst >= Snippet.TEMP) {
      temps.add(dst);
    }
    after(s, temps);
  }

  private void helperExit(Snippet s, List<Integer> temps) {
    pureTemps(s, temps, 1);
    int id = 1 + random.nextInt(ScriptCpu.HELPERS - 1);
    s.add(IrOp.HELPER_EXIT, NONE, source(temps), NONE, NONE, id);
  }

  // Floating point

  private void floating(Snippet s, List<Integer> temps) {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      IrOp op = FLOATS.get(random.nextInt(FLOATS.size()));
      boolean two = op.shape() == IrOp.Shape.BINARY || op.shape() == IrOp.Shape.TERNARY;
      int a = floatSource(s, op, temps);
      int b = two ? floatSource(s, op, temps) : NONE;
      int c = op.shape() == IrOp.Shape.TERNARY ? floatSource(s, op, temps) : NONE;
      int width = resultWidth(op);
      int dst = width < 64 || random.nextInt(3) == 0 ? s.temp() : destination();
      s.add(op, dst, a, b, c, immediate(op));
      if (dst >= Snippet.TEMP) {
        temps.add(dst);
      }
      if (width < 64 && random.nextInt(4) != 0) {
        s.add(IrOp.OR, floatSlot(), dst, constant(-1L << width));
      }
    }
    if (!temps.isEmpty() && random.nextInt(4) == 0) {
      pure(s, temps, 1);
    } else if (!temps.isEmpty() && random.nextInt(3) == 0) {
      s.add(IrOp.MOV, destination(), temps.getLast(), NONE);
    }
  }

  private long immediate(IrOp op) {
    if (!hasRounding(op)) {
      return 0;
    }
    return op.name().startsWith("FROUND") ? rounding() | random.nextInt(2) << 3 : rounding();
  }

  private int floatSlot() {
    return FLOAT_SLOTS[random.nextInt(FLOAT_SLOTS.length)];
  }

  /**
   * A source of {@code op}: operators of less than 64 bits read zero-extended patterns, which only
   * some operators make.
   */
  private int floatSource(Snippet s, IrOp op, List<Integer> temps) {
    int width = sourceWidth(op);
    if (width < 64) {
      return narrow(s, width);
    }
    if (!temps.isEmpty() && random.nextInt(4) == 0) {
      return temps.get(random.nextInt(temps.size()));
    }
    return switch (random.nextInt(8)) {
      case 0 -> constant(value(true));
      case 1 -> slot();
      default -> floatSlot();
    };
  }

  private int narrow(Snippet s, int width) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      int single = SINGLES[random.nextInt(SINGLES.length)];
      return constant(width == 16 ? single >>> 16 : single & 0xFFFFFFFFL);
    }
    if (kind < 4 && !s.operators().isEmpty()) {
      Snippet.Operator last = s.operators().getLast();
      if (last.dst() >= Snippet.TEMP
          && FLOATS.contains(last.op())
          && resultWidth(last.op()) == width) {
        return last.dst();
      }
    }
    int t = s.temp();
    IrOp unbox = width == 16 ? IrOp.FUNBOX_16 : IrOp.FUNBOX_32;
    s.add(unbox, t, random.nextInt(8) == 0 ? slot() : floatSlot(), NONE);
    return t;
  }

  /** Bits of the format that the operator reads; 64 for integers, too. */
  private static int sourceWidth(IrOp op) {
    String name = op.name();
    if (name.startsWith("FUNBOX")) {
      return 64;
    }
    if (name.startsWith("FCVT_MODULAR")) {
      return 64;
    }
    if (name.startsWith("FCVT")) {
      return name.contains("_F16_") ? 16 : name.contains("_F32_") ? 32 : 64;
    }
    return name.endsWith("_16") ? 16 : name.endsWith("_32") ? 32 : 64;
  }

  /** Bits of the format that the operator yields; 64 for integers, too. */
  private static int resultWidth(IrOp op) {
    String name = op.name();
    if (name.startsWith("FCVT")) {
      return name.endsWith("_F16") ? 16 : name.endsWith("_F32") ? 32 : 64;
    }
    boolean isInteger =
        name.startsWith("FEQ")
            || name.startsWith("FLT")
            || name.startsWith("FLE")
            || name.startsWith("FCLASS");
    return isInteger ? 64 : name.endsWith("_16") ? 16 : name.endsWith("_32") ? 32 : 64;
  }

  private static boolean hasRounding(IrOp op) {
    return op.effect() == IrOp.Effect.SIDE_EFFECT;
  }

  private long rounding() {
    return random.nextInt(3) == 0 ? random.nextInt(5) : 7;
  }

  /** Only the helper {@code id}, which leaves the unit. */
  void leave(Snippet s, int id) {
    s.add(IrOp.HELPER_EXIT, NONE, constant(0), NONE, NONE, id);
  }

  /** dst = the address of what is {@code distance} bytes from the instruction. */
  void codeAddress(Snippet s, int dst, long distance) {
    s.add(IrOp.CODE_ADDRESS, dst, NONE, NONE, NONE, distance);
  }

  /** A conditional jump. */
  void branch(Snippet s, int distance) {
    IrOp[] ops = {IrOp.BR_EQ, IrOp.BR_NE, IrOp.BR_LT_S, IrOp.BR_GE_S, IrOp.BR_LT_U, IrOp.BR_GE_U};
    List<Integer> temps = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      pure(s, temps, 1 + random.nextInt(2));
    }
    s.add(ops[random.nextInt(ops.length)], NONE, source(temps), source(temps), NONE, distance);
  }
}
