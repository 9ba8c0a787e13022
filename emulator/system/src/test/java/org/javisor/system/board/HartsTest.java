package org.javisor.system.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.javisor.engine.vcpu.Engine;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several harts at work on the same memory and code, started and stopped, disturbed by the host.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HartsTest {
  private static final long COUNTERS = 0x81000000L;
  private static final long FLAGS = 0x80F00400L;
  private static final int HARTS = 4;
  private static final int SIE = 0x104;
  private static final int SIP = 0x144;
  private static final int STIMECMP = 0x14D;
  private static final int TIME = 0xC01;

  /** Short for every build, long by {@code -Djavisor.harts.factor=N}. */
  private static final int FACTOR = Integer.getInteger("javisor.harts.factor", 1);

  @TempDir private Path folder;

  private static Program startingAll(int harts) {
    Program program = new Program();
    for (int hart = 1; hart < harts; hart++) {
      program.li(Program.A0, hart).la(Program.A1, "all").addi(Program.A2, Program.ZERO, hart);
      program.sbi(BareBoard.HSM, 0);
    }
    return program.addi(Program.A0, Program.ZERO, 0).label("all");
  }

  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void noIncrementIsLost(Engine.Accelerator how) throws Exception {
    int rounds = 20_000 * FACTOR;
    Program p = startingAll(HARTS);
    p.li(Program.S0, rounds).li(Program.S1, COUNTERS).addi(Program.S2, Program.ZERO, 1);
    p.addi(Program.S3, Program.S1, 64);
    p.label("round").amoadd(Program.RELAXED, Program.ZERO, Program.S1, Program.S2);
    p.label("try").lr(Program.RELAXED, Program.T0, Program.S3);
    p.addi(Program.T0, Program.T0, 3).sc(Program.RELAXED, Program.T1, Program.S3, Program.T0);
    p.bne(Program.T1, Program.ZERO, "try");
    p.addi(Program.S0, Program.S0, -1).bne(Program.S0, Program.ZERO, "round");
    BareBoard.end(p, "end", HARTS);
    try (BareBoard board = new BareBoard(folder, HARTS, p, Engine.Config.of(how))) {
      board.run();
      long[] counters = board.longs(COUNTERS, 9);
      assertEquals((long) HARTS * rounds, counters[0]);
      assertEquals(3L * HARTS * rounds, counters[8]);
    }
  }

  /**
   * Hart 0 writes a function that returns the round's number, tells the others, and waits until all
   * have called it after fence.i and compared.
   */
  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void codeThatOneHartWritesIsWhatTheOthersExecute(Engine.Accelerator how) throws Exception {
    int rounds = 1500 * FACTOR;
    Program p = startingAll(HARTS);
    p.li(Program.S1, FLAGS).addi(Program.S2, Program.ZERO, 1).addi(Program.S0, Program.ZERO, 0);
    p.li(Program.S3, rounds).la(Program.S4, "function").addi(Program.S5, Program.S1, 128);
    p.addi(Program.T5, Program.S1, 256).addi(Program.T4, Program.ZERO, 0);
    p.bne(Program.A0, Program.ZERO, "caller");
    // The writer: li a0, round & 1023 becomes the function's first instruction.
    p.label("write").addi(Program.S0, Program.S0, 1).andi(Program.T0, Program.S0, 1023);
    p.slli(Program.T0, Program.T0, 20)
        .addi(Program.T0, Program.T0, 0x513 + 0)
        .sw(Program.T0, Program.S4, 0);
    p.addi(Program.T4, Program.T4, HARTS - 1).fence(Program.RW, Program.W);
    p.sd(Program.S0, Program.S1, 0);
    p.label("await").ld(Program.T1, Program.S5, 0).pause().bne(Program.T1, Program.T4, "await");
    p.bne(Program.S0, Program.S3, "write").j("done");
    p.label("caller").addi(Program.S0, Program.S0, 1);
    p.label("spin").pause().ld(Program.T1, Program.S1, 0).bltu(Program.T1, Program.S0, "spin");
    p.fence(Program.R, Program.RW).fenceInstructions().jal(Program.RA, "function");
    p.andi(Program.T0, Program.S0, 1023).beq(Program.A0, Program.T0, "right");
    p.amoadd(Program.RELAXED, Program.ZERO, Program.T5, Program.S2);
    p.label("right").amoadd(Program.AQRL, Program.ZERO, Program.S5, Program.S2);
    p.bne(Program.S0, Program.S3, "caller");
    p.label("done");
    BareBoard.end(p, "end", HARTS);
    p.label("function").addi(Program.A0, Program.ZERO, 0).jalr(Program.ZERO, Program.RA);
    try (BareBoard board = new BareBoard(folder, HARTS, p, Engine.Config.of(how))) {
      board.run();
      assertEquals(0, board.longs(FLAGS + 256, 1)[0], "old code was executed");
      assertEquals((HARTS - 1L) * rounds, board.longs(FLAGS + 128, 1)[0]);
    }
  }

  /**
   * Hart 0 starts the others again and again, each of which counts and stops itself; the board is
   * paused and resumed meanwhile.
   */
  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void hartsThatStartAndStopAreNeverLost(Engine.Accelerator how) throws Exception {
    int starts = 1000 * FACTOR;
    Program p = new Program();
    p.li(Program.S0, starts).li(Program.S1, COUNTERS).addi(Program.S2, Program.ZERO, 1);
    p.label("round").addi(Program.S3, Program.S2, 0);
    p.label("next").addi(Program.A0, Program.S3, 0).la(Program.A1, "hart");
    p.addi(Program.A2, Program.S0, 0).sbi(BareBoard.HSM, 0);
    p.beq(Program.A0, Program.ZERO, "started").pause().j("next"); // has not stopped yet
    p.label("started").addi(Program.S3, Program.S3, 1).addi(Program.T0, Program.ZERO, HARTS);
    p.bne(Program.S3, Program.T0, "next");
    p.addi(Program.S0, Program.S0, -1).bne(Program.S0, Program.ZERO, "round");
    // All have stopped at the end.
    p.addi(Program.S3, Program.S2, 0);
    p.label("last").addi(Program.A0, Program.S3, 0).sbi(BareBoard.HSM, 2);
    p.beq(Program.A1, Program.S2, "stopped").pause().j("last");
    p.label("stopped").addi(Program.S3, Program.S3, 1).addi(Program.T0, Program.ZERO, HARTS);
    p.bne(Program.S3, Program.T0, "last");
    BareBoard.end(p, "end", 1);
    // A hart: a0 is its number, a1 what it was started with.
    p.label("hart").li(Program.S1, COUNTERS).slli(Program.T0, Program.A0, 6);
    p.add(Program.S1, Program.S1, Program.T0).ld(Program.T1, Program.S1, 0);
    p.addi(Program.T1, Program.T1, 1).sd(Program.T1, Program.S1, 0);
    p.ld(Program.T1, Program.S1, 8).add(Program.T1, Program.T1, Program.A1);
    p.sd(Program.T1, Program.S1, 8).sbi(BareBoard.HSM, 1).sd(Program.ZERO, Program.S1, 0);
    try (BareBoard board = new BareBoard(folder, HARTS, p, Engine.Config.of(how))) {
      board.board().resume();
      Random random = new Random(5);
      while (!board.isOff()) {
        board.board().pause();
        for (int i = random.nextInt(400); i > 0; i--) {
          Thread.onSpinWait();
        }
        board.board().resume();
        for (int i = random.nextInt(20_000); i > 0; i--) {
          Thread.onSpinWait();
        }
      }
      board.awaitOff();
      for (int hart = 1; hart < HARTS; hart++) {
        long[] counted = board.longs(COUNTERS + 64L * hart, 2);
        assertEquals(starts, counted[0], "hart " + hart);
        assertEquals(starts * (starts + 1L) / 2, counted[1], "hart " + hart);
      }
    }
  }

  /**
   * Every hart has a timer of its own, armed anew when it has expired. None expires early, and
   * while the board stands still neither timers nor the clock go on.
   */
  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void timersExpireInTimeAndStandStillWithTheBoard(Engine.Accelerator how) throws Exception {
    try (BareBoard board = new BareBoard(folder, HARTS, timers(), Engine.Config.of(how))) {
      for (int round = 1; round <= 5; round++) {
        board.board().resume();
        while (leastCount(board) < 20L * FACTOR * round) {
          Thread.onSpinWait();
        }
        board.board().pause();
        long[] counted = board.longs(COUNTERS, 8 * HARTS);
        long time = board.board().clock().nanos();
        // Some of the host's time, in which several timers would have expired.
        LockSupport.parkNanos(5_000_000);
        assertArrayEquals(counted, board.longs(COUNTERS, 8 * HARTS));
        assertEquals(time, board.board().clock().nanos());
      }
      RawMemory.putLong(board.board().memory().ramAddress(FLAGS, 8), 1);
      board.run();
      for (int hart = 0; hart < HARTS; hart++) {
        assertEquals(0, board.longs(COUNTERS + 64L * hart + 8, 1)[0], "too early, hart " + hart);
      }
    }
  }

  private static Program timers() {
    Program p = startingAll(HARTS);
    p.slli(Program.S1, Program.A0, 6).li(Program.T0, COUNTERS);
    p.add(Program.S1, Program.S1, Program.T0);
    p.li(Program.S3, FLAGS).addi(Program.T0, Program.ZERO, 0x20).csrw(SIE, Program.T0);
    p.label("arm").csrr(Program.S0, TIME).addi(Program.S0, Program.S0, 700);
    p.csrw(STIMECMP, Program.S0);
    p.label("wait").wfi().csrr(Program.T0, SIP).andi(Program.T0, Program.T0, 0x20);
    p.beq(Program.T0, Program.ZERO, "wait").csrr(Program.T1, TIME);
    p.bltu(Program.T1, Program.S0, "early").j("count");
    p.label("early").ld(Program.T0, Program.S1, 8).addi(Program.T0, Program.T0, 1);
    p.sd(Program.T0, Program.S1, 8);
    p.label("count").ld(Program.T0, Program.S1, 0).addi(Program.T0, Program.T0, 1);
    p.sd(Program.T0, Program.S1, 0).ld(Program.T0, Program.S3, 0);
    p.beq(Program.T0, Program.ZERO, "arm");
    BareBoard.end(p, "end", HARTS);
    return p;
  }

  private static long leastCount(BareBoard board) {
    long least = Long.MAX_VALUE;
    for (int hart = 0; hart < HARTS; hart++) {
      least = Math.min(least, board.longs(COUNTERS + 64L * hart, 1)[0]);
    }
    return least;
  }

  /**
   * Every hart asks all harts for fences, by address, by address space, of everything and of code,
   * and each sees an interrupt of every other.
   */
  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void hartsThatFenceOneAnotherAllGoOn(Engine.Accelerator how) throws Exception {
    int rounds = 150 * FACTOR;
    Program p = startingAll(HARTS);
    p.addi(Program.S4, Program.A0, 0).li(Program.S0, rounds).li(Program.S1, COUNTERS);
    p.addi(Program.S2, Program.ZERO, 1);
    p.label("round");
    for (int function = 0; function < 3; function++) {
      p.li(Program.A0, (1 << HARTS) - 1).addi(Program.A1, Program.ZERO, 0);
      p.li(Program.A2, 0x80200000L).li(13, function == 0 ? 0 : 0x3000).addi(14, Program.ZERO, 7);
      p.sbi(BareBoard.RFENCE, function).bne(Program.A0, Program.ZERO, "bad");
    }
    p.addi(Program.A1, Program.ZERO, -1).sbi(BareBoard.IPI, 0);
    p.bne(Program.A0, Program.ZERO, "bad");
    p.label("pending").csrr(Program.T0, 0x144).andi(Program.T0, Program.T0, 2);
    p.beq(Program.T0, Program.ZERO, "pending").csrw(0x144, Program.ZERO);
    p.amoadd(Program.RELAXED, Program.ZERO, Program.S1, Program.S2);
    p.addi(Program.S0, Program.S0, -1).bne(Program.S0, Program.ZERO, "round").j("done");
    p.label("bad").addi(Program.T0, Program.S1, 64);
    p.amoadd(Program.RELAXED, Program.ZERO, Program.T0, Program.S2);
    p.label("done");
    BareBoard.end(p, "end", HARTS);
    try (BareBoard board = new BareBoard(folder, HARTS, p, Engine.Config.of(how))) {
      board.run();
      long[] counters = board.longs(COUNTERS, 9);
      assertEquals(0, counters[8], "fences that failed");
      assertEquals((long) HARTS * rounds, counters[0]);
    }
  }

  /**
   * Harts compute with code on many pages that one of them writes to, while another thread drops
   * random code, forgets translations and stops the board.
   */
  @ParameterizedTest
  @EnumSource(Engine.Accelerator.class)
  void nothingThatTheHostDoesChangesAResult(Engine.Accelerator how) throws Exception {
    int rounds = 300 * FACTOR;
    Program p = new Program().j("begin");
    int functions = 24;
    for (int i = 0; i < functions; i++) {
      p.label("f" + i).addi(Program.A0, Program.A0, i + 1);
      for (int word = 0; word < 200; word++) {
        p.addi(Program.ZERO, Program.ZERO, word);
      }
      p.jalr(Program.ZERO, Program.RA);
    }
    p.label("begin");
    for (int hart = 1; hart < HARTS; hart++) {
      p.li(Program.A0, hart).la(Program.A1, "all").sbi(BareBoard.HSM, 0);
    }
    p.addi(Program.A0, Program.ZERO, 0);
    p.label("all").slli(Program.S1, Program.A0, 6).li(Program.T0, COUNTERS);
    p.add(Program.S1, Program.S1, Program.T0).li(Program.S0, rounds);
    p.addi(Program.A0, Program.ZERO, 0);
    p.label("round");
    for (int i = 0; i < functions; i++) {
      p.jal(Program.RA, "f" + i).sd(Program.A0, Program.S1, 0);
      // The function's last but one instruction is written anew, with what it is.
      p.la(Program.T0, "f" + i).lw(Program.T1, Program.T0, 4).sw(Program.T1, Program.T0, 4);
      p.ld(Program.A0, Program.S1, 0);
    }
    p.addi(Program.S0, Program.S0, -1).bne(Program.S0, Program.ZERO, "round");
    BareBoard.end(p, "end", HARTS);
    AtomicBoolean over = new AtomicBoolean();
    try (BareBoard board = new BareBoard(folder, HARTS, p, Engine.Config.of(how))) {
      board.board().resume();
      Thread chaos =
          Thread.ofPlatform()
              .start(() -> {
                Random random = new Random(7);
                while (!over.get() && !board.isOff()) {
                  disturb(board.board(), random);
                }
              });
      try {
        while (!board.isOff()) {
          board.board().pause();
          board.board().resume();
          Thread.onSpinWait();
        }
      } finally {
        over.set(true);
        chaos.join();
      }
      board.awaitOff();
      long expected = (long) rounds * functions * (functions + 1) / 2;
      for (int hart = 0; hart < HARTS; hart++) {
        assertEquals(expected, board.longs(COUNTERS + 64L * hart, 1)[0], "hart " + hart);
      }
      assertTrue(board.isOff());
    }
  }

  private static void disturb(VirtBoard board, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> board.memory().ramWritten(Program.LOADED + random.nextInt(0x8000), 64);
      case 1 -> {
        int hart = random.nextInt(HARTS);
        board.vcpus().get(hart).post(cpu -> board.harts().get(hart).port().flushTlb());
      }
      default -> {
        int hart = random.nextInt(HARTS);
        long page = Program.LOADED + 4096L * random.nextInt(16);
        board.vcpus().get(hart).post(cpu -> board.harts().get(hart).port().flushTlbPage(page));
      }
    }
    Thread.onSpinWait();
  }
}
