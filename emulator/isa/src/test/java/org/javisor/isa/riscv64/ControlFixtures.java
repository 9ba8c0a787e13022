package org.javisor.isa.riscv64;

import java.util.List;
import java.util.Random;

/** Jumps, branches, fences, hints, traps and returns from them, accesses to registers by number. */
final class ControlFixtures {
  private static final int NOP = 0x00000013;
  private static final int COUNT = 0x001E0E13; // addi x28, x28, 1
  private static final int SSCRATCH = 0x140;
  private static final int WRITE_SSCRATCH_X9 = 0x14049073; // csrw sscratch, x9
  private static final int READ_SSCRATCH_X10 = 0x14002573; // csrr x10, sscratch
  private static final long BASE = ConformanceMachine.BASE;

  private ControlFixtures() {}

  static void add(Instruction row, Random random, List<Fixture> fixtures) {
    switch (row) {
      case Rv64I i -> base(i, random, fixtures);
      case Zicsr csr -> csr(csr, random, fixtures);
      case Privileged privileged -> privileged(privileged, random, fixtures);
      case Svinval svinval -> fences(svinval, random, fixtures);
      case Zawrs zawrs -> nothing(zawrs, Fixture.encode(zawrs, random), random, fixtures);
      case Zihintpause pause -> nothing(pause, Fixture.encode(pause, random), random, fixtures);
      default -> {
        // The others compute or access memory.
      }
    }
  }

  private static void base(Rv64I row, Random random, List<Fixture> fixtures) {
    switch (row) {
      case JAL -> jumps(random, fixtures);
      case JALR -> indirectJumps(random, fixtures);
      case BEQ, BNE, BLT, BGE, BLTU, BGEU -> branches(row, random, fixtures);
      case FENCE, FENCE_I -> nothing(row, Fixture.encode(row, random), random, fixtures);
      case ECALL -> {
        Registers state = Registers.random(random);
        int word = Fixture.encode(row, random);
        Fixture.Trap user = new Fixture.Trap(Cause.ECALL_FROM_U, 0, 0);
        fixtures.add(new Fixture(row.name(), Hart.USER, new int[] {word}, state, state, user));
        Fixture.Trap machine = new Fixture.Trap(Cause.ECALL_FROM_M, 0, 0);
        fixtures.add(
            new Fixture(row.name(), Hart.MACHINE, new int[] {word}, state, state, machine));
      }
      case EBREAK -> {
        Registers state = Registers.random(random);
        int[] code = {NOP, Fixture.encode(row, random)};
        for (int privilege : new int[] {Hart.USER, Hart.SUPERVISOR, Hart.MACHINE}) {
          Fixture.Trap trap = new Fixture.Trap(Cause.BREAKPOINT, BASE + 4, 4);
          fixtures.add(new Fixture(row.name(), privilege, code, state, state, trap));
        }
      }
      default -> {
        // Computes or accesses memory.
      }
    }
  }

  /** No effect that can be seen, in any mode. */
  private static void nothing(Instruction row, int word, Random random, List<Fixture> fixtures) {
    for (int privilege : new int[] {Hart.USER, Hart.SUPERVISOR, Hart.MACHINE}) {
      Registers state = Registers.random(random);
      int[] code = {word, COUNT};
      Registers after = state.copy();
      after.x[28]++;
      fixtures.add(new Fixture(row.name(), privilege, code, state, after, Fixture.Trap.NONE));
    }
  }

  private static int jal(int rd, int offset) {
    return (offset >>> 20 & 1) << 31
        | (offset >>> 1 & 0x3FF) << 21
        | (offset >>> 11 & 1) << 20
        | (offset >>> 12 & 0xFF) << 12
        | rd << 7
        | 0x6F;
  }

  private static void jumps(Random random, List<Fixture> fixtures) {
    for (int rd : new int[] {0, 1, 5, 31}) {
      for (int distance = 1; distance <= 5; distance++) {
        int[] code = counters(distance + 1);
        code[0] = jal(rd, 4 * (distance + 1));
        Registers before = Registers.random(random);
        Registers after = before.copy();
        after.setX(rd, BASE + 4);
        fixtures.add(sequence("JAL", code, before, after));
      }
      // Over the next jump, back to it, and by it to the end.
      int[] code = {jal(0, 12), jal(0, 12), COUNT, jal(rd, -8)};
      Registers before = Registers.random(random);
      Registers after = before.copy();
      after.setX(rd, BASE + 16);
      fixtures.add(sequence("JAL", code, before, after));
    }
  }

  /** A place for a jump, then instructions that count how often they are executed. */
  private static int[] counters(int length) {
    int[] code = new int[length];
    java.util.Arrays.fill(code, COUNT);
    return code;
  }

  private static Fixture sequence(String row, int[] code, Registers before, Registers after) {
    return new Fixture(row, Hart.SUPERVISOR, code, before, after, Fixture.Trap.NONE);
  }

  private static void indirectJumps(Random random, List<Fixture> fixtures) {
    for (int[] registers : new int[][] {{1, 5}, {0, 5}, {5, 5}, {31, 1}}) {
      for (int offset : new int[] {0, 4, -4, 2047, -2048, 1}) {
        int[] code = counters(4);
        code[0] = (offset & 0xFFF) << 20 | registers[1] << 15 | registers[0] << 7 | 0x67;
        Registers before = Registers.random(random);
        // Bit 0 of the sum is dropped.
        before.x[registers[1]] =
            BASE + 12 - offset + (random.nextBoolean() && (offset & 1) == 0 ? 1 : 0);
        Registers after = before.copy();
        after.setX(registers[0], BASE + 4);
        after.x[28]++;
        fixtures.add(sequence("JALR", code, before, after));
      }
    }
  }

  private static boolean holds(Rv64I row, long a, long b) {
    return switch (row) {
      case BEQ -> a == b;
      case BNE -> a != b;
      case BLT -> a < b;
      case BGE -> a >= b;
      case BLTU -> IntegerOracle.unsigned(a).compareTo(IntegerOracle.unsigned(b)) < 0;
      default -> IntegerOracle.unsigned(a).compareTo(IntegerOracle.unsigned(b)) >= 0;
    };
  }

  private static void branches(Rv64I row, Random random, List<Fixture> fixtures) {
    for (int[] registers : new int[][] {{5, 6}, {5, 5}, {0, 6}, {5, 0}, {0, 0}}) {
      for (int i = 0; i < 24; i++) {
        int skipped = 1 + random.nextInt(4);
        int offset = 4 * (skipped + 1);
        int[] code = counters(skipped + 1);
        code[0] =
            Fixture.encode(row, random) & 0x707F
                | (offset >>> 1 & 15) << 8
                | (offset >>> 5 & 63) << 25
                | registers[0] << 15
                | registers[1] << 20;
        Registers before = Registers.random(random);
        before.setX(registers[0], IntegerFixtures.operand(random));
        before.setX(registers[1], IntegerFixtures.operand(random));
        Registers after = before.copy();
        boolean taken = holds(row, before.x[registers[0]], before.x[registers[1]]);
        after.x[28] += taken ? 0 : skipped;
        fixtures.add(sequence(row.name(), code, before, after));
      }
    }
  }

  /** On sscratch, which keeps every bit: what was there goes to rd, what is asked for stays. */
  private static void csr(Zicsr row, Random random, List<Fixture> fixtures) {
    boolean immediate = row.name().endsWith("I");
    for (int rd : new int[] {7, 0, 5}) {
      for (int source : new int[] {5, 0, 31}) {
        int word = Fixture.encode(row, random) & 0x707F | SSCRATCH << 20 | source << 15 | rd << 7;
        Registers before = Registers.random(random);
        long old = before.x[9];
        long operand = immediate ? source : before.x[source];
        long value =
            switch (row) {
              case CSRRW, CSRRWI -> operand;
              case CSRRS, CSRRSI -> old | operand;
              case CSRRC, CSRRCI -> old & ~operand;
            };
        Registers after = before.copy();
        after.setX(rd, old);
        after.x[10] = value;
        int[] code = {WRITE_SSCRATCH_X9, word, READ_SSCRATCH_X10};
        fixtures.add(sequence(row.name(), code, before, after));
      }
    }
    int word = Fixture.encode(row, random) & 0x707F | 0xC00 << 20 | 5 << 15;
    fixtures.add(Fixture.illegal(row.name(), word, Registers.random(random))); // read-only
  }

  private static void privileged(Privileged row, Random random, List<Fixture> fixtures) {
    int word = Fixture.encode(row, random);
    switch (row) {
      case MRET -> {
        forbidden(row, word, Hart.USER, fixtures);
        forbidden(row, word, Hart.SUPERVISOR, fixtures);
        returns(row, Hart.MACHINE, new int[] {0x341, 0x300}, fixtures);
      }
      case SRET -> {
        forbidden(row, word, Hart.USER, fixtures);
        returns(row, Hart.SUPERVISOR, new int[] {0x141, 0x100}, fixtures);
      }
      case WFI -> {
        forbidden(row, word, Hart.USER, fixtures);
        // Pending and enabled, but not let through: it goes on behind.
        int enable = 0x10416073; // csrsi sie, 2
        int pend = 0x14416073; // csrsi sip, 2
        Registers before = Registers.random(random);
        Registers after = before.copy();
        after.x[28]++;
        fixtures.add(sequence(row.name(), new int[] {enable, pend, word, COUNT}, before, after));
      }
      case SFENCE_VMA -> {
        forbidden(row, word, Hart.USER, fixtures);
        for (int operands : new int[] {0, 5 << 15, 6 << 20, 5 << 15 | 6 << 20}) {
          Registers before = Registers.random(random);
          Registers after = before.copy();
          after.x[28]++;
          int[] code = {0x12000073 | operands, COUNT};
          fixtures.add(sequence(row.name(), code, before, after));
        }
      }
    }
  }

  private static void fences(Svinval row, Random random, List<Fixture> fixtures) {
    int word = Fixture.encode(row, random);
    forbidden(row, word, Hart.USER, fixtures);
    for (int privilege : new int[] {Hart.SUPERVISOR, Hart.MACHINE}) {
      Registers before = Registers.random(random);
      Registers after = before.copy();
      after.x[28]++;
      int[] code = {word, COUNT};
      fixtures.add(new Fixture(row.name(), privilege, code, before, after, Fixture.Trap.NONE));
    }
  }

  private static void forbidden(Instruction row, int word, int privilege, List<Fixture> fixtures) {
    Registers state = Registers.random(new Random(word));
    Fixture.Trap trap = new Fixture.Trap(Cause.ILLEGAL_INSTRUCTION, word & 0xFFFFFFFFL, 0);
    fixtures.add(new Fixture(row.name(), privilege, new int[] {word}, state, state, trap));
  }

  /** To the instruction behind the next one, in U-mode, where a privileged instruction traps. */
  private static void returns(
      Instruction row, int privilege, int[] registers, List<Fixture> fixtures) {
    Random random = new Random(privilege);
    Registers before = Registers.random(random);
    before.x[9] = BASE + 16;
    before.x[11] = Status.MPP | Status.SPP;
    int setPc = registers[0] << 20 | 9 << 15 | 1 << 12 | 0x73;
    int clearPrevious = registers[1] << 20 | 11 << 15 | 3 << 12 | 0x73;
    int word = Fixture.encode(row, random);
    int[] code = {setPc, clearPrevious, word, COUNT, READ_SSCRATCH_X10};
    Fixture.Trap trap =
        new Fixture.Trap(Cause.ILLEGAL_INSTRUCTION, READ_SSCRATCH_X10 & 0xFFFFFFFFL, 16);
    fixtures.add(new Fixture(row.name(), privilege, code, before, before, trap));
  }
}
