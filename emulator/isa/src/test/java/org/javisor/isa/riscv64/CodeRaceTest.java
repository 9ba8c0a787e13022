package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hart 1 changes an instruction at the moment in which hart 0 executes the first code of its page.
 * It has asked the TLB already, for a store to the same line, and divides for a while between the
 * two: it does not notice that the page gets code. Hart 0 may execute either instruction then, but
 * only the new one once it knows of the store and has executed a fence.i.
 */
class CodeRaceTest {
  private static final int ROUNDS = Integer.getInteger("javisor.rounds", 2_000);
  private static final int DIVISIONS = 70;

  /** From DATA: the phase that a hart has completed, the number of wrong results. */
  private static final int[] PHASE = {0, 128};

  private static final int WRONG = 256;
  private static final int TIME = 0xC01;

  // Registers that both use: DATA, the page of the code, the phase, the hart's number, rounds left.
  private static final int DATA = 5;
  private static final int CODE = 6;
  private static final int NOW = 7;
  private static final int HART = 10;
  private static final int LEFT = 11;

  /** What the code sets, and what it should. */
  private static final int RESULT = 12;

  private static final int EXPECTED = 13;
  private static final int ERRORS = 14;

  /** The instruction without its immediate, with an old one, with a new one. */
  private static final int PLAIN = 15;

  private static final int OLD = 16;
  private static final int NEW = 17;

  private static final int T0 = 28;
  private static final int T1 = 29;

  private final List<Integer> program = new ArrayList<>();

  private void emit(int... words) {
    for (int word : words) {
      program.add(word);
    }
  }

  private void complete(int hart) {
    emit(Words.FENCE, Words.sd(NOW, DATA, PHASE[hart]));
  }

  private void await(int hart) {
    // Who reads the time yields: there may be one host core for both.
    emit(Words.csrrs(T1, TIME, 0), Words.ld(T0, DATA, PHASE[hart]), Words.bne(T0, NOW, -8));
    emit(Words.FENCE);
  }

  private int here() {
    return 4 * program.size();
  }

  /** The code page is that of DATA + 8 KiB: one instruction, then a return. */
  private void prepare() {
    emit(Words.addi(T0, 0, 1), Words.slli(T0, T0, 13), Words.add(CODE, DATA, T0));
    emit(Words.addi(PLAIN, 0, Words.addi(RESULT, 0, 0)));
    emit(Words.addi(T0, 0, 1), Words.slli(T0, T0, 30), Words.add(OLD, PLAIN, T0));
  }

  private void writer() {
    emit(Words.addi(NOW, NOW, 1), Words.slli(NEW, EXPECTED, 20), Words.add(NEW, NEW, PLAIN));
    // The first store drops what was translated of the page, the second is free to write it.
    emit(Words.sw(OLD, CODE, 0), Words.sw(OLD, CODE, 0), Words.sd(0, CODE, 64));
    complete(1);
    await(0);
    // Hart 0 must first leave its code, translate: so it is a while, another one each time.
    emit(Words.addi(NOW, NOW, 1), Words.slli(T0, LEFT, 57), Words.srli(T0, T0, 57));
    emit(Words.addi(T1, 0, 3));
    emit(Words.div(T1, DATA, T1), Words.addi(T0, T0, -1), Words.bge(T0, 0, -8));
    emit(Words.sd(0, CODE, 64));
    for (int i = 0; i < DIVISIONS; i++) {
      emit(Words.div(T1, DATA, T1));
    }
    emit(Words.sw(NEW, CODE, 0));
    complete(1);
    await(0);
  }

  private void executor() {
    emit(Words.addi(NOW, NOW, 1));
    await(1);
    complete(0);
    emit(Words.addi(NOW, NOW, 1), Words.jalr(1, CODE, 0));
    await(1);
    emit(Words.FENCE_I, Words.jalr(1, CODE, 0));
    emit(Words.beq(RESULT, EXPECTED, 8), Words.addi(ERRORS, ERRORS, 1));
    complete(0);
  }

  private int[] program() {
    prepare();
    int loop = here();
    emit(Words.slli(EXPECTED, LEFT, 54), Words.srli(EXPECTED, EXPECTED, 54));
    int branch = program.size();
    emit(0);
    executor();
    int jump = program.size();
    emit(0);
    program.set(branch, Words.bne(HART, 0, here() - 4 * branch));
    writer();
    program.set(jump, Words.beq(0, 0, here() - 4 * jump));
    emit(Words.addi(LEFT, LEFT, -1), Words.bne(LEFT, 0, loop - here() - 4));
    emit(Words.bne(HART, 0, 8), Words.sd(ERRORS, DATA, WRONG));
    return program.stream().mapToInt(Integer::intValue).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void aStoreThatIsUnderWayWhenItsPageGetsCodeIsNotLost(Engine.Accelerator accelerator)
      throws Exception {
    try (HartPair pair = new HartPair(Engine.Config.of(accelerator))) {
      pair.write(HartPair.DATA + 0x2004, Words.jalr(0, 1, 0));
      pair.run(ROUNDS, program());
      ByteBuffer wrong = ByteBuffer.wrap(pair.read(HartPair.DATA + WRONG, 8));
      assertEquals(0, wrong.order(ByteOrder.LITTLE_ENDIAN).getLong(), "of " + ROUNDS + " rounds");
    }
  }
}
