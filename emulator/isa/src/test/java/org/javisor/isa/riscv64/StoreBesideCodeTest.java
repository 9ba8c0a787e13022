package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.mmu.DirtyLog;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stores to a page that holds code: those beside it become cheap, and still each one that changes
 * code is seen. x7 is the page, x6 what functions there add to.
 */
class StoreBesideCodeTest {
  private static final long PAGE = TestMachine.BASE + 0x20000;
  private static final int FENCE_I = 0x0000100F;
  private static final int RETURN = Words.jalr(0, 1, 0);

  /** Offsets of two functions in different granules. */
  private static final int FIRST = 0;

  private static final int SECOND = 192;

  private final List<Integer> program = new ArrayList<>();

  private void emit(int... words) {
    for (int word : words) {
      program.add(word);
    }
  }

  private void call(int offset) {
    emit(Words.jalr(1, 7, offset));
  }

  /** Often enough that nobody need be told of the last ones. */
  private void storeBeside() {
    for (int i = 0; i < 4; i++) {
      emit(Words.sd(6, 7, 1024 + 8 * i), Words.sb(6, 7, 640));
    }
  }

  private static int adding(int amount) {
    return Words.addi(6, 6, amount);
  }

  private void run(TestMachine machine) throws InterruptedException {
    machine.run(
        hart -> {
          hart.setX(6, 0);
          hart.setX(7, PAGE);
          hart.setX(8, adding(16));
          hart.setX(9, RETURN);
          hart.setX(10, adding(256));
          hart.setX(11, (long) adding(1024) << 32);
        },
        program.stream().mapToInt(Integer::intValue).toArray());
  }

  @ParameterizedTest
  @EnumSource
  void codeIsWrittenWhereStoresWereBesideIt(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      machine.store(PAGE + FIRST, adding(1), RETURN);
      call(FIRST);
      storeBeside();
      emit(Words.sw(8, 7, SECOND), Words.sw(9, 7, SECOND + 4), FENCE_I);
      call(SECOND);
      storeBeside();
      emit(Words.sw(10, 7, SECOND), FENCE_I);
      call(SECOND);
      storeBeside();
      emit(Words.sw(10, 7, FIRST), FENCE_I);
      call(FIRST);
      run(machine);
      assertEquals(1 + 16 + 256 + 256, machine.hart.x(6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStoreIntoCodeMayBeginBesideIt(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      machine.store(PAGE + SECOND, adding(1), RETURN);
      call(SECOND);
      storeBeside();
      emit(Words.sd(11, 7, SECOND - 4), FENCE_I);
      call(SECOND);
      run(machine);
      assertEquals(1 + 1024, machine.hart.x(6));
      assertEquals((long) adding(1024) << 32, machine.loadLong(PAGE + SECOND - 4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void storesThatLieTogetherAreAllMade(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      machine.store(PAGE + FIRST, adding(1), RETURN);
      call(FIRST);
      storeBeside();
      // On one path, so that they ask once for all: the last of them changes code.
      emit(Words.sd(8, 7, 96), Words.sd(8, 7, 80), Words.sd(8, 7, 64), Words.sw(8, 7, FIRST));
      emit(FENCE_I);
      call(FIRST);
      run(machine);
      assertEquals(1 + 16, machine.hart.x(6));
      for (int offset : new int[] {96, 80, 64}) {
        assertEquals(adding(16), machine.loadLong(PAGE + offset));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirtyLogHearsOfStoresBesideCode(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      machine.store(PAGE + FIRST, adding(1), RETURN);
      call(FIRST);
      storeBeside();
      run(machine);
      try (DirtyLog log = machine.engine().logDirty(PAGE, 4096)) {
        for (int i = 0; i < 2; i++) {
          run(machine);
          assertEquals(1, log.take().cardinality());
        }
      }
    }
  }
}
