package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.engine.mmu.Watch;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Watched memory: which accesses are reported, and where the hart stands then. */
class WatchTest {
  private static final long DATA = TestMachine.DATA;
  private static final long BASE = TestMachine.BASE;

  private static Watch writes(long address, long length) {
    return new Watch(address, length, false, true);
  }

  private static Watch reads(long address, long length) {
    return new Watch(address, length, true, false);
  }

  private static Watch both(long address, long length) {
    return new Watch(address, length, true, true);
  }

  /** What is reported: "w8@10 pc=4" is a store of 8 bytes at DATA + 0x10; pc is from BASE. */
  private static List<String> reported(
      Engine.Accelerator accelerator, List<Watch> watches, int... program) throws Exception {
    List<String> all = new ArrayList<>();
    for (int unit : new int[] {1, 96}) {
      List<String> hits = new ArrayList<>();
      try (TestMachine machine = new TestMachine(accelerator, unit)) {
        machine.vcpu.watch(
            watches,
            hit ->
                hits.add(
                    "%s%d@%x pc=%d"
                        .formatted(
                            hit.write() ? "w" : "r",
                            hit.size(),
                            hit.address() - DATA,
                            machine.vcpu.pc() - BASE)));
        machine.run(hart -> hart.setX(5, DATA), program);
        // Nothing is left of them.
        machine.vcpu.watch(List.of(), hit -> hits.add("too late"));
        machine.run(hart -> hart.setX(5, DATA), program);
      }
      if (unit == 1) {
        all.addAll(hits);
      } else {
        assertEquals(all, hits);
      }
    }
    return all;
  }

  /** These, one of the other kind in between, and atomic ones. */
  private static int[] accesses(int wide, int narrow, int floating) {
    int other = (wide & 0x7F) == 0x03 ? Words.sd(6, 5, 0x10) : Words.ld(6, 5, 0x10);
    return new int[] {
      wide,
      narrow,
      other,
      floating,
      Words.addi(7, 5, 0x10),
      Words.amoaddD(8, 6, 7),
      Words.lrD(8, 7),
      Words.scD(8, 6, 7)
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfStoreIsReportedBehindItsInstruction(Engine.Accelerator accelerator)
      throws Exception {
    assertEquals(
        List.of("w8@10 pc=4", "w1@17 pc=8", "w8@10 pc=16", "w8@10 pc=24", "w8@10 pc=32"),
        reported(
            accelerator,
            List.of(writes(DATA + 0x10, 8)),
            accesses(Words.sd(6, 5, 0x10), Words.sb(6, 5, 0x17), Words.fsd(1, 5, 0x10))));
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfLoadIsReportedBehindItsInstruction(Engine.Accelerator accelerator)
      throws Exception {
    assertEquals(
        // The last is the store-conditional, which compares.
        List.of(
            "r8@10 pc=4", "r1@17 pc=8", "r8@10 pc=16", "r8@10 pc=24", "r8@10 pc=28", "r8@10 pc=32"),
        reported(
            accelerator,
            List.of(reads(DATA + 0x10, 8)),
            accesses(Words.ld(6, 5, 0x10), Words.lbu(6, 5, 0x17), Words.fld(1, 5, 0x10))));
  }

  @ParameterizedTest
  @EnumSource
  void neighboursAreNotReportedAndOverlapsAre(Engine.Accelerator accelerator) throws Exception {
    assertEquals(
        List.of("w8@9 pc=12", "w8@17 pc=16", "r8@10 pc=24"),
        reported(
            accelerator,
            List.of(both(DATA + 0x10, 8)),
            Words.sd(6, 5, 8),
            Words.sd(6, 5, 0x18),
            Words.sd(6, 5, 9),
            Words.sd(6, 5, 0x17),
            Words.ld(6, 5, 8),
            Words.ld(6, 5, 0x10)));
  }

  @ParameterizedTest
  @EnumSource
  void accessesAcrossPagesAreReportedOnce(Engine.Accelerator accelerator) throws Exception {
    assertEquals(
        List.of("w8@ffc pc=12", "r8@ffe pc=16"),
        reported(
            accelerator,
            List.of(both(DATA + 0x1000, 4)),
            Words.addi(5, 5, 0x7FC),
            Words.addi(5, 5, 0x7FC),
            Words.sd(6, 5, 4),
            Words.ld(6, 5, 6),
            Words.ld(6, 5, 0)));
  }

  @ParameterizedTest
  @EnumSource
  void anAccessThatTrapsHasNotHappened(Engine.Accelerator accelerator) throws Exception {
    // At address 0 there is nothing.
    assertEquals(
        List.of(), reported(accelerator, List.of(both(0, 8)), Words.sd(6, 0, 0), Words.NOP));
  }

  @ParameterizedTest
  @EnumSource
  void aLoopIsReportedEachTime(Engine.Accelerator accelerator) throws Exception {
    List<String> hits =
        reported(
            accelerator,
            List.of(writes(DATA, 8)),
            Words.addi(6, 0, 20),
            Words.sd(6, 5, 0),
            Words.addi(6, 6, -1),
            Words.bne(6, 0, -8));
    assertEquals(20, hits.size());
    assertEquals(List.of("w8@0 pc=8"), hits.stream().distinct().toList());
  }

  @ParameterizedTest
  @EnumSource
  void whoStopsInTheListenerFindsTheNextInstructionNotExecuted(Engine.Accelerator accelerator)
      throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      BlockingQueue<Watch.Hit> hits = new LinkedBlockingQueue<>();
      machine.vcpu.watch(
          List.of(writes(DATA, 8)),
          hit -> {
            machine.vcpu.stopHere();
            hits.add(hit);
          });
      machine.prepare(
          hart -> {
            hart.setX(5, DATA);
            hart.setX(6, 77);
            hart.setX(7, 0);
          },
          Words.sd(6, 5, 0),
          Words.addi(7, 7, 1),
          Words.sd(7, 5, 0),
          Words.addi(7, 7, 1));
      machine.vcpu.resume();
      hits.poll(20, TimeUnit.SECONDS);
      machine.vcpu.pause();
      assertEquals(BASE + 4, machine.vcpu.pc());
      assertEquals(0, machine.hart.x(7));
      assertEquals(77, machine.loadLong(DATA));
      machine.vcpu.resume();
      hits.poll(20, TimeUnit.SECONDS);
      machine.vcpu.pause();
      assertEquals(BASE + 12, machine.vcpu.pc());
      assertEquals(1, machine.hart.x(7));
      machine.vcpu.resume();
      machine.awaitEnd();
      assertEquals(2, machine.hart.x(7));
    }
  }

  @ParameterizedTest
  @EnumSource
  void stepsExecuteOneInstructionEach(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      machine.prepare(
          hart -> hart.setX(5, DATA),
          Words.addi(6, 0, 2),
          Words.sd(6, 5, 0), // 4
          Words.addi(6, 6, -1),
          Words.bne(6, 0, -8), // 12
          Words.addi(7, 5, 0),
          Words.jalr(1, 0, 0), // 20: to 0, where nothing is
          Words.NOP);
      long before = machine.vcpu.instructionsRetired();
      List<Long> path = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        machine.vcpu.step(true);
        path.add(machine.vcpu.pc() - BASE);
      }
      long handler = TestMachine.HANDLER - BASE;
      assertEquals(List.of(4L, 8L, 12L, 4L, 8L, 12L, 16L, 20L, -BASE, handler), path);
      assertEquals(9, machine.vcpu.instructionsRetired() - before);
      assertEquals(1, machine.loadLong(DATA));
      assertEquals(Cause.FETCH_ACCESS, machine.vcpu.slot(CsrSlots.SCAUSE));
      machine.vcpu.resume();
      machine.awaitEnd();
    }
  }
}
