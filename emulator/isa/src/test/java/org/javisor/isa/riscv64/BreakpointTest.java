package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.engine.translate.Breakpoints;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a hart stops at a breakpoint, and that it stops nowhere else. */
class BreakpointTest {
  private static final long BASE = TestMachine.BASE;
  private static final long PAGE = 4096;

  /** Adds x5 to x6 and counts x5 down: a loop of three instructions. */
  private static final int[] LOOP = {
    0x00530333 /* add x6, x6, x5 */, 0xFFF28293 /* addi x5, x5, -1 */, 0xFE029CE3 /* bnez x5, -8 */
  };

  /** Runs the loop in a thread; at each stop takes down x5 and x6, steps and goes on. */
  private static List<String> stops(TestMachine machine, int rounds) throws Exception {
    BlockingQueue<Boolean> reached = new LinkedBlockingQueue<>();
    machine.vcpu.onBreakpoint(() -> reached.add(true));
    List<String> seen = new ArrayList<>();
    Thread runner =
        Thread.ofPlatform()
            .unstarted(() -> {
              try {
                machine.run(hart -> hart.setX(5, rounds), LOOP);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    runner.start();
    while (runner.isAlive()) {
      if (reached.poll(10, TimeUnit.MILLISECONDS) != null) {
        machine.vcpu.pause();
        long pc = machine.vcpu.pc() - BASE;
        seen.add(pc + ":" + machine.hart.x(5) + "," + machine.hart.x(6));
        machine.vcpu.step(false);
        machine.vcpu.resume();
      }
    }
    runner.join();
    return seen;
  }

  @ParameterizedTest
  @EnumSource
  void everyRoundOfALoopStops(Engine.Accelerator accelerator) throws Exception {
    for (int unit : new int[] {1, 96}) {
      try (TestMachine machine = new TestMachine(accelerator, unit)) {
        machine.run(hart -> hart.setX(5, 3), LOOP); // Translated before.
        assertTrue(machine.engine.addBreakpoint(BASE));
        assertEquals(List.of("0:3,0", "0:2,3", "0:1,5"), stops(machine, 3));
        assertEquals(6, machine.hart.x(6));
        machine.engine.removeBreakpoint(BASE);
        assertTrue(machine.engine.addBreakpoint(BASE + 4));
        assertEquals(List.of("4:2,2", "4:1,3"), stops(machine, 2));
        machine.engine.removeBreakpoint(BASE + 4);
        assertEquals(List.of(), stops(machine, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void instructionsThatLieAlikeInOtherPagesDoNotStop(Engine.Accelerator accelerator)
      throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      for (int i = 1; i <= Breakpoints.MAX_ALIKE; i++) {
        assertTrue(machine.engine.addBreakpoint(BASE + 4 + i * PAGE));
      }
      assertFalse(machine.engine.addBreakpoint(BASE + 4 + 100 * PAGE), "too many alike");
      long before = machine.vcpu.instructionsRetired();
      assertEquals(List.of(), stops(machine, 100));
      assertEquals(5050, machine.hart.x(6));
      long first = machine.vcpu.instructionsRetired() - before;
      for (long address : machine.engine.breakpoints().all()) {
        machine.engine.removeBreakpoint(address);
      }
      assertTrue(machine.engine.breakpoints().isEmpty());
      before = machine.vcpu.instructionsRetired();
      assertEquals(List.of(), stops(machine, 100));
      assertEquals(first, machine.vcpu.instructionsRetired() - before, "they count nothing");
    }
  }

  @ParameterizedTest
  @EnumSource
  void breakpointsAreBounded(Engine.Accelerator accelerator) throws Exception {
    try (TestMachine machine = new TestMachine(accelerator, 96)) {
      for (int i = 0; i < Breakpoints.MAX; i++) {
        assertTrue(machine.engine.addBreakpoint(BASE + 2L * i));
      }
      assertTrue(machine.engine.addBreakpoint(BASE), "it is there already");
      assertFalse(machine.engine.addBreakpoint(BASE + PAGE * 2 + 1));
    }
  }
}
