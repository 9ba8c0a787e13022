package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two harts that wait for each other in loops, on threads that take turns and on free ones. */
class TurnsTest {
  /** Waits until the word at x5 is x10, reads the time, stores the other's number, x11 times. */
  private static final int[] PING_PONG = {
    0x0002B303, // ld x6, 0(x5)
    0xFEA31EE3, // bne x6, x10, -4
    0xC0102E73, // rdtime x28
    0x00154393, // xori x7, x10, 1
    0x0072B023, // sd x7, 0(x5)
    0xFFF58593, // addi x11, x11, -1
    0xFE0594E3, // bnez x11, -24
  };

  /** Reads the time x11 times. */
  private static final int[] READ_TIME = {
    0xC0102E73, // rdtime x28
    0xFFF58593, // addi x11, x11, -1
    0xFE059CE3, // bnez x11, -8
  };

  @ParameterizedTest
  @EnumSource
  void whoWaitsForTheOtherGivesItItsTurn(Engine.Accelerator accelerator) throws Exception {
    for (Engine.Threads threads : Engine.Threads.values()) {
      try (HartPair pair = new HartPair(Engine.Config.of(accelerator).withThreads(threads))) {
        pair.run(30, PING_PONG);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void inTurnsOneHartExecutesAtATime(Engine.Accelerator accelerator) throws Exception {
    Engine.Config config = Engine.Config.of(accelerator).withThreads(Engine.Threads.SINGLE);
    try (HartPair pair = new HartPair(config)) {
      pair.run(3_000, READ_TIME);
      assertEquals(1, pair.mostInside());
    }
  }

  @ParameterizedTest
  @EnumSource
  void onFreeThreadsBothExecuteAtOnce(Engine.Accelerator accelerator) throws Exception {
    Engine.Config config = Engine.Config.of(accelerator).withThreads(Engine.Threads.MULTI);
    try (HartPair pair = new HartPair(config)) {
      pair.run(30, PING_PONG);
      assertTrue(pair.mostInside() >= 1);
    }
  }
}
