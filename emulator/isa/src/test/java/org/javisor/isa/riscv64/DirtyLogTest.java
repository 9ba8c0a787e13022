package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.javisor.engine.mmu.DirtyLog;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pages have been written. */
class DirtyLogTest {
  private static final long DATA = TestMachine.DATA;
  private static final int PAGES = 64;
  private static final int LOG_BYTES = PAGES * 4096;

  private static BitSet pages(int... numbers) {
    BitSet pages = new BitSet();
    for (int number : numbers) {
      pages.set(number);
    }
    return pages;
  }

  private static void run(TestMachine machine, int... program) throws InterruptedException {
    machine.run(
        hart -> {
          hart.setX(5, DATA);
          hart.setX(6, DATA + 0x2000);
        },
        program);
  }

  @ParameterizedTest
  @EnumSource
  void writtenPagesAreTakenOnce(Engine.Accelerator accelerator) throws Exception {
    int[] program = {
      Words.ld(7, 5, 0), Words.sd(7, 5, 8), Words.sd(7, 5, 16), Words.amoaddD(8, 7, 6)
    };
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      run(machine, program);
      try (DirtyLog log = machine.engine().logDirty(DATA, LOG_BYTES)) {
        assertEquals(pages(), log.take());
        run(machine, program);
        assertEquals(pages(0, 2), log.take());
        assertEquals(pages(), log.take());
        run(machine, Words.ld(7, 5, 0));
        assertEquals(pages(), log.take());
        run(machine, program);
        run(machine, program);
        assertEquals(pages(0, 2), log.take());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAccessAcrossPagesMakesBothDirty(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96);
        DirtyLog log = machine.engine().logDirty(DATA, LOG_BYTES)) {
      run(machine, Words.addi(5, 5, 0x7FD), Words.addi(5, 5, 0x7FD), Words.sd(6, 5, 0));
      assertEquals(pages(0, 1), log.take());
    }
  }

  @ParameterizedTest
  @EnumSource
  void devicesMakePagesDirtyToo(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96);
        DirtyLog log = machine.engine().logDirty(DATA, LOG_BYTES)) {
      machine.memory().ramWritten(DATA + 0x3FFF, 2);
      machine.memory().ramWritten(DATA - 1, 1);
      assertEquals(pages(3, 4), log.take());
    }
  }

  @ParameterizedTest
  @EnumSource
  void storesBesideCodeAreLogged(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96);
        DirtyLog log = machine.engine().logDirty(TestMachine.BASE, 0x4000)) {
      int[] program = {Words.addi(5, 0, 1), Words.slli(5, 5, 31), Words.sd(5, 5, 0x700)};
      run(machine, program);
      log.take();
      machine.prepare(hart -> {}, program);
      log.take(); // of the program being stored
      machine.vcpu.resume();
      machine.awaitEnd();
      assertEquals(pages(0), log.take());
    }
  }

  @ParameterizedTest
  @EnumSource
  void logsAreIndependentOfEachOther(Engine.Accelerator accelerator) throws Exception {
    int[] program = {Words.sd(7, 5, 8), Words.sd(7, 6, 16)};
    try (TestMachine machine = new TestMachine(accelerator, 96);
        DirtyLog all = machine.engine().logDirty(DATA, LOG_BYTES)) {
      run(machine, program);
      try (DirtyLog part = machine.engine().logDirty(DATA + 0x2000, 0x1000)) {
        assertEquals(pages(), part.take());
        run(machine, program);
        assertEquals(pages(0), part.take());
      }
      assertEquals(pages(0, 2), all.take());
      run(machine, program);
      assertEquals(pages(0, 2), all.take());
    }
  }

  /** Stores x11, counting down, to a place of the hart's own in each of 64 pages. */
  private static final int[] WRITER = {
    Words.slli(7, 10, 3),
    Words.add(5, 5, 7),
    Words.addi(28, 0, PAGES - 1),
    Words.slli(28, 28, 12),
    Words.slli(6, 11, 12), // 16
    Words.and(6, 6, 28),
    Words.add(6, 6, 5),
    Words.sd(11, 6, 0),
    Words.addi(11, 11, -1),
    Words.bne(11, 0, -20),
  };

  @ParameterizedTest
  @EnumSource
  void whoCopiesDirtyPagesOverAndOverHasAllInTheEnd(Engine.Accelerator accelerator)
      throws Exception {
    try (HartPair pair = new HartPair(Engine.Config.of(accelerator));
        DirtyLog log = pair.engine().logDirty(DATA, LOG_BYTES)) {
      byte[] copy = pair.read(DATA, LOG_BYTES);
      pair.start(400_000, WRITER);
      int rounds = 0;
      while (pair.isRunning()) {
        takeInto(copy, pair, log);
        rounds++;
      }
      pair.awaitEnd();
      takeInto(copy, pair, log);
      assertArrayEquals(pair.read(DATA, LOG_BYTES), copy, "after " + rounds + " rounds");
    }
  }

  private static void takeInto(byte[] copy, HartPair pair, DirtyLog log) {
    BitSet dirty = log.take();
    for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
      byte[] now = pair.read(DATA + page * 4096L, 4096);
      System.arraycopy(now, 0, copy, page * 4096, now.length);
    }
  }
}
