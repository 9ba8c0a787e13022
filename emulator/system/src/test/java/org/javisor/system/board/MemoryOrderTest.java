package org.javisor.system.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Litmus tests: what harts see of one another's accesses. Each is done some thousand times, on
 * memory of its own each time, and what the model forbids must never be seen.
 *
 * <p>Spec: [RISCV-UNPRIV] 18 (RVWMO), 14 (aq and rl).
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MemoryOrderTest {
  private static final int ROUNDS = Integer.getInteger("javisor.litmus.rounds", 2000);

  /** Where x and y of the first round are, and what is from one round's to the next. */
  private static final long X = 0x81000000L;

  private static final long Y = 0x81800000L;
  private static final int STRIDE = 128;

  /** Two results for each round and hart. */
  private static final long RESULTS = 0x82000000L;

  private static final long ARRIVED = 0x80F00000L;

  /** How often a hart looks before it lets the host run another. */
  private static final int PATIENCE = 2000;

  // Registers of the frame around a test; T0, T1, A2 and A3 are the test's.
  private static final int ROUND = Program.S0;
  private static final int X_AT = Program.S1;
  private static final int Y_AT = Program.S2;
  private static final int RESULT_AT = Program.S3;
  private static final int ONE = Program.S4;
  private static final int ARRIVED_AT = Program.S5;
  private static final int TARGET = Program.T3;
  private static final int DELAY = Program.T4;
  private static final int FIRST = Program.A1;
  private static final int SECOND = Program.A2;

  @TempDir private Path folder;

  /** What a hart does in a round. */
  private interface Part {
    void emit(Program program);
  }

  /** A test: its harts' parts and the results, hart by hart, that must not be seen. */
  enum Litmus {
    STORE_BUFFERING("0 . 0 .", fencedStoreLoad(true), fencedStoreLoad(false)),
    STORE_BUFFERING_SWAPS("0 . 0 .", swapLoad(true), swapLoad(false)),
    STORE_BUFFERING_RELEASE("0 . 0 .", storeReserved(true), storeReserved(false)),
    MESSAGE_FENCES("- - 1 0", publish(Program.W, Program.W), receive(Program.R, Program.R)),
    MESSAGE_STRONG("- - 1 0", publish(Program.RW, Program.RW), receive(Program.RW, Program.RW)),
    MESSAGE_ATOMICS("- - 1 0", publishAtomically(), receiveAtomically()),
    LOAD_BUFFERING("1 . 1 .", loadStore(true), loadStore(false)),
    SAME_ADDRESS("- - 1 0", p -> p.sd(ONE, X_AT, 0), p -> p.ld(FIRST, X_AT, 0).ld(SECOND, X_AT, 0)),
    INDEPENDENT_READS(
        "- - - - 1 0 1 0",
        p -> p.sd(ONE, X_AT, 0),
        p -> p.sd(ONE, Y_AT, 0),
        readBoth(true),
        readBoth(false));

    private final String forbidden;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list of lambdas without state
    private final List<Part> parts;

    Litmus(String forbidden, Part... parts) {
      this.forbidden = forbidden;
      this.parts = List.of(parts);
    }

    private static int own(boolean first) {
      return first ? X_AT : Y_AT;
    }

    private static int other(boolean first) {
      return first ? Y_AT : X_AT;
    }

    private static Part fencedStoreLoad(boolean first) {
      return p -> p.sd(ONE, own(first), 0).fence(Program.RW, Program.RW).ld(FIRST, other(first), 0);
    }

    private static Part swapLoad(boolean first) {
      return p ->
          p.amoswap(Program.AQRL, Program.T0, own(first), ONE).lr(Program.AQ, FIRST, other(first));
    }

    private static Part storeReserved(boolean first) {
      return p -> p.sd(ONE, own(first), 0).lr(Program.AQRL, FIRST, other(first));
    }

    private static Part publish(int before, int after) {
      return p -> p.sd(ONE, X_AT, 0).fence(before, after).sd(ONE, Y_AT, 0);
    }

    private static Part receive(int before, int after) {
      return p -> p.ld(FIRST, Y_AT, 0).fence(before, after).ld(SECOND, X_AT, 0);
    }

    private static Part publishAtomically() {
      return p -> p.sd(ONE, X_AT, 0).amoswap(Program.RL, Program.T0, Y_AT, ONE);
    }

    private static Part receiveAtomically() {
      return p -> p.lr(Program.AQ, FIRST, Y_AT).ld(SECOND, X_AT, 0);
    }

    private static Part loadStore(boolean first) {
      return p -> p.ld(FIRST, own(first), 0).fence(Program.R, Program.W).sd(ONE, other(first), 0);
    }

    private static Part readBoth(boolean first) {
      return p ->
          p.ld(FIRST, own(first), 0).fence(Program.RW, Program.RW).ld(SECOND, other(first), 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Litmus.class)
  void whatTheModelForbidsIsNeverSeen(Litmus litmus) throws Exception {
    for (Engine.Accelerator how : Engine.Accelerator.values()) {
      int harts = litmus.parts.size();
      Map<String, Integer> seen = new TreeMap<>();
      try (BareBoard board = new BareBoard(folder, harts, program(litmus), Engine.Config.of(how))) {
        board.run();
        long[] results = board.longs(RESULTS, 2 * harts * ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
          seen.merge(outcome(litmus, results, i), 1, Integer::sum);
        }
      }
      System.out.println("litmus " + litmus + " " + how + " " + seen);
      assertEquals(0, seen.getOrDefault(litmus.forbidden, 0), () -> "outcomes " + seen);
    }
  }

  /** A round's results as the test writes what is forbidden. */
  private static String outcome(Litmus litmus, long[] results, int round) {
    String[] wanted = litmus.forbidden.split(" ");
    List<String> words = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      long result = results[2 * ((i >> 1) * ROUNDS + round) + (i & 1)];
      words.add("-.".contains(wanted[i]) ? wanted[i] : Long.toString(result));
    }
    return String.join(" ", words);
  }

  private static Program program(Litmus litmus) {
    int harts = litmus.parts.size();
    Program program = new Program();
    for (int hart = 1; hart < harts; hart++) {
      program.li(Program.A0, hart).la(Program.A1, "hart" + hart).sbi(BareBoard.HSM, 0);
    }
    for (int hart = 0; hart < harts; hart++) {
      rounds(program.label("hart" + hart), litmus.parts.get(hart), hart, harts);
    }
    return program;
  }

  /** The harts begin each round together, as well as a counter that all wait for makes them. */
  private static void rounds(Program program, Part part, int hart, int harts) {
    String again = "again" + hart;
    String wait = "wait" + hart;
    String go = "go" + hart;
    program.li(X_AT, X).li(Y_AT, Y).li(RESULT_AT, RESULTS + 16L * hart * ROUNDS);
    program.addi(ONE, Program.ZERO, 1).li(ROUND, ROUNDS);
    program.li(ARRIVED_AT, ARRIVED).addi(TARGET, Program.ZERO, 0).addi(DELAY, Program.ZERO, 0);
    program.label(again).addi(TARGET, TARGET, harts);
    program.amoadd(Program.AQRL, Program.ZERO, ARRIVED_AT, ONE);
    program.addi(Program.T2, Program.ZERO, PATIENCE);
    program.label(wait).ld(Program.T0, ARRIVED_AT, 0).beq(Program.T0, TARGET, go);
    program.bltu(TARGET, Program.T0, go);
    program.addi(Program.T2, Program.T2, -1).bne(Program.T2, Program.ZERO, wait);
    program.pause().addi(Program.T2, Program.ZERO, 1).j(wait);
    program.label(go);
    delay(program, hart);
    part.emit(program);
    program.sd(FIRST, RESULT_AT, 0).sd(SECOND, RESULT_AT, 8).addi(RESULT_AT, RESULT_AT, 16);
    program.addi(X_AT, X_AT, STRIDE).addi(Y_AT, Y_AT, STRIDE);
    program.addi(ROUND, ROUND, -1).bne(ROUND, Program.ZERO, again);
    BareBoard.end(program, "end" + hart, harts);
  }

  /** Who came last is ahead by what the others need to notice it: a different delay each time. */
  private static void delay(Program program, int hart) {
    program.addi(DELAY, DELAY, 37 + 26 * hart).andi(Program.T0, DELAY, 127);
    program.label("delay" + hart).addi(Program.T0, Program.T0, -1);
    program.bltu(Program.ZERO, Program.T0, "later" + hart).j("now" + hart);
    program.label("later" + hart).addi(Program.T1, Program.T0, 1);
    program.bne(Program.T1, Program.ZERO, "delay" + hart).label("now" + hart);
  }
}
