package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SbiTest {
  private static final long RAM = 0x8000_0000L;
  private static final int RAM_BYTES = 64 << 10;
  private static final long SEED = 20261124;

  private static final long NOT_SUPPORTED = -2;
  private static final long INVALID_PARAM = -3;
  private static final long DENIED = -4;
  private static final long INVALID_ADDRESS = -5;
  private static final long ALREADY_AVAILABLE = -6;
  private static final long ALREADY_STARTED = -7;
  private static final long ALREADY_STOPPED = -8;
  private static final long NO_SHARED_MEMORY = -9;

  private static final long BASE = 0x10;
  private static final long TIME = 0x54494D45;
  private static final long IPI = 0x735049;
  private static final long RFENCE = 0x52464E43;
  private static final long HSM = 0x48534D;
  private static final long SRST = 0x53525354;
  private static final long DBCN = 0x4442434E;
  private static final long SUSP = 0x53555350;
  private static final long PMU = 0x504D55;

  private final FakeMachine machine = new FakeMachine(3);
  private final FakeHart hart = new FakeHart(1);
  private final Sbi sbi = new Sbi(machine, 3);

  /** Records what it is told as lines of text. */
  private static final class FakeMachine implements SbiMachine {
    private final boolean[] started;
    private final byte[] ram = new byte[RAM_BYTES];
    private final Deque<Integer> input = new ArrayDeque<>();
    private final StringBuilder output = new StringBuilder();
    private final List<String> done = new ArrayList<>();
    private int triesLeft;

    FakeMachine(int harts) {
      started = new boolean[harts];
      started[Math.min(1, harts - 1)] = true;
    }

    @Override
    public int hartCount() {
      return started.length;
    }

    @Override
    public void sendIpi(int hart) {
      done.add("ipi " + hart);
    }

    @Override
    public void clearIpi(int hart) {
      done.add("clear " + hart);
    }

    @Override
    public boolean remoteFence(int caller, BitSet harts, Fence what) {
      if (triesLeft > 0) {
        triesLeft--;
        return false;
      }
      done.add(caller + " fences " + harts + " " + what);
      return true;
    }

    @Override
    public boolean startHart(int hart, long address, long opaque) {
      done.add("start " + hart + " " + Long.toHexString(address) + " " + opaque);
      boolean stopped = !started[hart];
      started[hart] = true;
      return stopped;
    }

    @Override
    public void stopHart(int hart) {
      done.add("stop " + hart);
      started[hart] = false;
    }

    @Override
    public int hartState(int hart) {
      return started[hart] ? 0 : 1;
    }

    @Override
    public boolean suspendHart(int hart) {
      if (triesLeft > 0) {
        triesLeft--;
        return false;
      }
      done.add("suspend " + hart);
      return true;
    }

    @Override
    public boolean isRam(long address, long length) {
      long offset = address - RAM;
      return offset >= 0 && offset < RAM_BYTES && length >= 0 && length <= RAM_BYTES - offset;
    }

    @Override
    public void shutdown(int exitCode) {
      done.add("shutdown " + exitCode);
    }

    @Override
    public void reboot() {
      done.add("reboot");
    }

    @Override
    public boolean putConsole(int value) {
      assertEquals(value & 0xFF, value, "a byte");
      if (triesLeft > 0) {
        triesLeft--;
        return false;
      }
      output.append((char) value);
      return true;
    }

    @Override
    public int getConsole() {
      return input.isEmpty() ? -1 : input.remove();
    }

    @Override
    public byte read(long address) {
      return ram[(int) (address - RAM)];
    }

    @Override
    public void write(long address, byte value) {
      ram[(int) (address - RAM)] = value;
    }
  }

  private static final class FakeHart implements SbiHart {
    private final long[] arguments = new long[8];
    private final int id;
    private final Map<Integer, Long> registers = new HashMap<>();
    private String resumed = "";
    private long timer = -1;

    FakeHart(int id) {
      this.id = id;
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public long argument(int number) {
      return arguments[number];
    }

    @Override
    public void setArgument(int number, long value) {
      arguments[number] = value;
    }

    @Override
    public long register(int number) {
      return registers.getOrDefault(number, 0L);
    }

    @Override
    public void setRegister(int number, long value) {
      registers.put(number, value);
    }

    @Override
    public void resumeAt(long pc, long opaque) {
      resumed = Long.toHexString(pc) + " " + opaque;
    }

    @Override
    public void setTimer(long ticks) {
      timer = ticks;
    }
  }

  /** Error and value of a call. */
  private record Result(long error, long value) {}

  private Result call(long extension, long function, long... arguments) {
    Arrays.fill(hart.arguments, 0x5A5A);
    System.arraycopy(arguments, 0, hart.arguments, 0, arguments.length);
    hart.arguments[6] = function;
    hart.arguments[7] = extension;
    while (!sbi.call(hart)) {
      assertEquals(extension, hart.arguments[7], "the call can be made again");
    }
    return new Result(hart.arguments[0], hart.arguments[1]);
  }

  private static Result value(long value) {
    return new Result(0, value);
  }

  private static Result error(long error) {
    return new Result(error, 0);
  }

  private long legacy(long function, long argument) {
    call(function, 0, argument, 0x77);
    assertEquals(0x77, hart.arguments[1], "legacy calls keep a1");
    return hart.arguments[0];
  }

  private void assertDone(String... expected) {
    assertEquals(List.of(expected), machine.done);
    machine.done.clear();
  }

  @Test
  void baseTellsVersionsAndIdentity() {
    assertEquals(value(2 << 24), call(BASE, 0));
    assertEquals(value(0x4A76), call(BASE, 1));
    assertEquals(value(1), call(BASE, 2));
    for (int function = 4; function <= 6; function++) {
      assertEquals(value(0), call(BASE, function));
    }
    assertEquals(error(NOT_SUPPORTED), call(BASE, 7));
    assertEquals(error(NOT_SUPPORTED), call(BASE, -1));
  }

  @Test
  void probingFindsWhatIsProvidedAndNothingElse() {
    for (long extension : new long[] {BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN, SUSP, PMU, 0, 8}) {
      assertEquals(value(1), call(BASE, 3, extension), Long.toHexString(extension));
    }
    long[] others = {9, 0xF, 0x11, -1, 0x43505043, Long.MIN_VALUE, BASE | 1L << 32};
    for (long extension : others) {
      assertEquals(value(0), call(BASE, 3, extension), Long.toHexString(extension));
    }
  }

  @Test
  void unknownExtensionsAndFunctionsAreNotSupported() {
    long[] unknown = {9, 0xF, 0x11, -1, 0x43505043, Long.MIN_VALUE, BASE | 1L << 32};
    for (long extension : unknown) {
      assertEquals(error(NOT_SUPPORTED), call(extension, 0), Long.toHexString(extension));
    }
    assertEquals(error(NOT_SUPPORTED), call(TIME, 1));
    assertEquals(error(NOT_SUPPORTED), call(IPI, 1));
    assertEquals(error(NOT_SUPPORTED), call(RFENCE, 3, 1, 0));
    assertEquals(error(NOT_SUPPORTED), call(RFENCE, -1, 1, 0));
    assertEquals(error(NOT_SUPPORTED), call(HSM, 4));
    assertEquals(error(NOT_SUPPORTED), call(SRST, 1, 0, 0));
    assertEquals(error(NOT_SUPPORTED), call(DBCN, 3));
    assertDone();
  }

  @Test
  void theTimerIsSetOnTheCaller() {
    assertEquals(value(0), call(TIME, 0, 123456789012L));
    assertEquals(123456789012L, hart.timer);
  }

  @Test
  void anIpiReachesTheHartsOfTheMask() {
    assertEquals(value(0), call(IPI, 0, 0b101, 0));
    assertDone("ipi 0", "ipi 2");
    assertEquals(value(0), call(IPI, 0, 0b11, 1));
    assertDone("ipi 1", "ipi 2");
    assertEquals(value(0), call(IPI, 0, 0, 0));
    assertDone();
  }

  @Test
  void aBaseOfAllOnesMeansEveryHart() {
    assertEquals(value(0), call(IPI, 0, 0, -1));
    assertDone("ipi 0", "ipi 1", "ipi 2");
  }

  @Test
  void aMaskThatNamesAnUnknownHartDoesNothing() {
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 0b1001, 0));
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 1L << 63, 0));
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 0b10, 2));
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 0, 3));
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 1, -2));
    assertEquals(error(INVALID_PARAM), call(IPI, 0, 1, Long.MAX_VALUE));
    assertDone();
  }

  @Test
  void masksReachAcrossTheSixtyFourthHart() {
    for (int harts = 63; harts <= 65; harts++) {
      FakeMachine large = new FakeMachine(harts);
      Sbi firmware = new Sbi(large, harts);
      hart.arguments[0] = 1L << 62;
      hart.arguments[1] = 0;
      hart.arguments[6] = 0;
      hart.arguments[7] = IPI;
      assertTrue(firmware.call(hart));
      assertEquals(List.of("ipi 62"), large.done);
      hart.arguments[0] = 1L << 63;
      assertTrue(firmware.call(hart));
      assertEquals(harts == 63 ? INVALID_PARAM : 0, hart.arguments[0], harts + " harts");
      hart.arguments[1] = -1;
      large.done.clear();
      assertTrue(firmware.call(hart));
      assertEquals(harts, large.done.size());
    }
  }

  @Test
  void fencesReachTheHartsOfTheMask() {
    assertEquals(value(0), call(RFENCE, 0, 0b11, 0));
    assertDone("1 fences {0, 1} " + new SbiMachine.Fence.Instructions());
    assertEquals(value(0), call(RFENCE, 1, 0b11, 1, 0x1000, 0x2000));
    assertDone("1 fences {1, 2} " + new SbiMachine.Fence.Addresses(0x1000, 0x2000));
    assertEquals(value(0), call(RFENCE, 2, 0, -1, 0x1000, -1, 7));
    assertDone("1 fences {0, 1, 2} " + new SbiMachine.Fence.SpaceAddresses(0x1000, -1, 7));
    assertEquals(error(INVALID_PARAM), call(RFENCE, 0, 0b1000, 0, 0, -1));
  }

  @Test
  void aFenceIsCalledForAgainUntilItIsDone() {
    machine.triesLeft = 3;
    assertEquals(value(0), call(RFENCE, 0, 0b11, 0));
    assertDone("1 fences {0, 1} " + new SbiMachine.Fence.Instructions());
    machine.triesLeft = 1;
    hart.arguments[0] = 0x1234;
    hart.arguments[7] = 6;
    assertFalse(sbi.call(hart));
    assertEquals(0x1234, hart.arguments[0], "nothing has changed");
    assertTrue(sbi.call(hart));
    assertDone("1 fences {0, 1, 2} " + SbiMachine.Fence.ALL);
  }

  @Test
  void aStoppedHartStartsOnce() {
    assertEquals(value(1), call(HSM, 2, 2));
    assertEquals(value(0), call(HSM, 0, 2, RAM + 0x1000, 99));
    assertDone("start 2 80001000 99");
    assertEquals(value(0), call(HSM, 2, 2));
    assertEquals(error(ALREADY_AVAILABLE), call(HSM, 0, 2, RAM, 0));
    assertDone();
  }

  @Test
  void startingNeedsAHartAndMemory() {
    for (long id : new long[] {3, -1, Long.MAX_VALUE, 1L << 32}) {
      assertEquals(error(INVALID_PARAM), call(HSM, 0, id, RAM, 0), "hart " + id);
      assertEquals(error(INVALID_PARAM), call(HSM, 2, id), "hart " + id);
    }
    for (long address : new long[] {0, -2, RAM - 2, RAM + RAM_BYTES, Long.MIN_VALUE}) {
      assertEquals(error(INVALID_ADDRESS), call(HSM, 0, 2, address, 0));
    }
    assertDone();
  }

  @Test
  void aHartStopsAndSuspendsItself() {
    assertEquals(value(0), call(HSM, 3, 0));
    assertDone("suspend 1");
    machine.triesLeft = 2;
    assertEquals(value(0), call(HSM, 3, 0));
    assertDone("suspend 1");
    for (long type : new long[] {1, 0x0FFFFFFF, 0x80000001L, 0x8FFFFFFFL}) {
      assertEquals(error(INVALID_PARAM), call(HSM, 3, type), "reserved");
    }
    for (long type : new long[] {0x10000000, 0x7FFFFFFF, 0x90000000L, -1}) {
      assertEquals(error(NOT_SUPPORTED), call(HSM, 3, type), "a platform's own");
    }
    assertDone();
    assertEquals(error(INVALID_ADDRESS), call(HSM, 3, 0x80000000L, 0x1000, 7));
    for (long type : new long[] {0x80000000L, Integer.MIN_VALUE}) {
      machine.triesLeft = 2;
      assertEquals(new Result(type, RAM), call(HSM, 3, type, RAM, 7), "registers are the hart's");
      assertDone("suspend 1");
      assertEquals(Long.toHexString(RAM) + " 7", hart.resumed);
    }
    call(HSM, 1);
    assertDone("stop 1");
    assertEquals(value(1), call(HSM, 2, 1));
  }

  @Test
  void theSystemIsSuspendedByItsLastHart() {
    machine.started[0] = true;
    assertEquals(error(DENIED), call(SUSP, 0, 0, RAM, 7));
    machine.started[0] = false;
    assertEquals(error(INVALID_ADDRESS), call(SUSP, 0, 0, 0, 7));
    assertEquals(error(INVALID_PARAM), call(SUSP, 0, 1, RAM, 7));
    assertEquals(error(NOT_SUPPORTED), call(SUSP, 0, 0x80000000L, RAM, 7));
    assertEquals(error(NOT_SUPPORTED), call(SUSP, 1, 0, RAM, 7));
    assertDone();
    machine.triesLeft = 1;
    call(SUSP, 0, 0, RAM, 7);
    assertDone("suspend 1");
    assertEquals(Long.toHexString(RAM) + " 7", hart.resumed);
  }

  @Test
  void countersAreDescribed() {
    assertEquals(value(19), call(PMU, 0));
    for (int counter = 0; counter < 19; counter++) {
      Result described = counter == 1 ? error(INVALID_PARAM) : value(63 << 12 | 0xC00 + counter);
      assertEquals(described, call(PMU, 1, counter));
    }
    assertEquals(error(INVALID_PARAM), call(PMU, 1, 19));
    assertEquals(error(INVALID_PARAM), call(PMU, 1, -1));
    assertEquals(error(INVALID_PARAM), call(PMU, 5, 0), "no firmware counters");
    assertEquals(error(NOT_SUPPORTED), call(PMU, 7, 0, 0, 0), "no snapshots");
  }

  @Test
  void countersCountWhatTheyAreConfiguredFor() {
    assertEquals(value(0), call(PMU, 4, 0, 0x7FFFD, 1), "all are stopped, whoever uses them");
    assertEquals(0x7FFFDL, hart.register(0x320));
    assertEquals(value(2), call(PMU, 2, 0, 0x7FFFD, 0, 2, 0), "instructions");
    assertEquals(0x7FFFDL, hart.register(0x320));
    hart.setRegister(0xB03, 99);
    assertEquals(value(3), call(PMU, 2, 0, 0x7FFFD, 0b110, 2, 0), "the next one, which starts");
    assertEquals(0, hart.register(0xB03));
    assertEquals(2, hart.register(0x323));
    assertEquals(0x7FFF5L, hart.register(0x320));
    assertEquals(value(0), call(PMU, 3, 2, 1, 1, 1234));
    assertEquals(1234, hart.register(0xB02));
    assertEquals(0x7FFF1L, hart.register(0x320));
    assertEquals(error(ALREADY_STARTED), call(PMU, 3, 2, 1, 0, 0));
    assertEquals(value(3), call(PMU, 2, 3, 1, 0b011, 1, 0), "configured already: only cleared");
    assertEquals(2, hart.register(0x323));
    assertEquals(value(0), call(PMU, 4, 0, 0b1100, 1));
    assertEquals(0x7FFFDL, hart.register(0x320));
    assertEquals(0, hart.register(0x323));
    assertEquals(error(ALREADY_STOPPED), call(PMU, 4, 2, 1, 0));
    assertEquals(error(INVALID_PARAM), call(PMU, 3, 2, 1, 0, 0), "no longer configured");
  }

  @Test
  void whatIsNoCounterOrEventIsRefused() {
    assertEquals(error(INVALID_PARAM), call(PMU, 2, 19, 1, 0, 1, 0));
    assertEquals(error(INVALID_PARAM), call(PMU, 2, 1, 1, 0, 1, 0), "the time");
    assertEquals(error(INVALID_PARAM), call(PMU, 2, 0, 1, 1, 1, 0), "nothing was configured");
    assertEquals(error(INVALID_PARAM), call(PMU, 2, 0, 1, 0, 1L << 20, 0));
    assertEquals(error(NOT_SUPPORTED), call(PMU, 2, 0, 0x7FFFD, 0, 3, 0), "cache references");
    assertEquals(error(NOT_SUPPORTED), call(PMU, 2, 0, 0b100, 0, 1, 0), "cycles in instret");
    assertEquals(error(INVALID_PARAM), call(PMU, 4, 1, -1L, 0));
    assertEquals(error(NO_SHARED_MEMORY), call(PMU, 3, 0, 1, 2, 0));
    assertEquals(error(NO_SHARED_MEMORY), call(PMU, 4, 0, 1, 2));
  }

  @Test
  void theSystemResets() {
    assertEquals(value(0), call(SRST, 0, 0, 0));
    assertEquals(value(0), call(SRST, 0, 0, 1));
    assertEquals(value(0), call(SRST, 0, 1, 0));
    assertEquals(value(0), call(SRST, 0, 2, 0));
    assertDone("shutdown 0", "shutdown 1", "reboot", "reboot");
    assertEquals(error(INVALID_PARAM), call(SRST, 0, 3, 0));
    assertEquals(error(INVALID_PARAM), call(SRST, 0, -1, 0));
    assertEquals(error(INVALID_PARAM), call(SRST, 0, 0, 2));
    assertEquals(error(INVALID_PARAM), call(SRST, 0, 0, -1));
    assertDone();
  }

  @Test
  void theDebugConsoleWritesFromMemory() {
    byte[] text = "Hello, \u00fc".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, machine.ram, RAM_BYTES - text.length, text.length);
    long address = RAM + RAM_BYTES - text.length;
    assertEquals(value(text.length), call(DBCN, 0, text.length, address, 0));
    assertEquals("Hello, \u00fc", machine.output.toString());
    assertEquals(value(0), call(DBCN, 0, 0, 0, 0));
    assertEquals(value(0), call(DBCN, 2, 0x1234));
    assertEquals("Hello, \u00fc4", machine.output.toString());
  }

  @Test
  void theDebugConsoleReadsWhatThereIs() {
    machine.input.addAll(List.of(0x41, 0xFF));
    assertEquals(value(2), call(DBCN, 1, 10, RAM, 0));
    assertEquals((byte) 0x41, machine.ram[0]);
    assertEquals((byte) 0xFF, machine.ram[1]);
    assertEquals(value(0), call(DBCN, 1, 10, RAM, 0));
  }

  @Test
  void theDebugConsoleWorksInBoundedPieces() {
    assertEquals(value(4096), call(DBCN, 0, 5000, RAM, 0));
    assertEquals(4096, machine.output.length());
  }

  @Test
  void aConsoleThatTakesNothingIsAskedAgain() {
    machine.triesLeft = 1;
    assertEquals(value(0), call(DBCN, 0, 3, RAM, 0), "the caller sends the rest");
    machine.triesLeft = 2;
    assertEquals(value(0), call(DBCN, 2, 'a'));
    machine.triesLeft = 2;
    assertEquals(0, legacy(1, 'b'));
    assertEquals("ab", machine.output.toString());
  }

  @Test
  void theDebugConsoleTouchesRamOnly() {
    for (int function = 0; function <= 1; function++) {
      assertEquals(error(INVALID_PARAM), call(DBCN, function, 1, 0, 0));
      assertEquals(error(INVALID_PARAM), call(DBCN, function, 2, RAM + RAM_BYTES - 1, 0));
      assertEquals(error(INVALID_PARAM), call(DBCN, function, 1, RAM, 1));
      assertEquals(error(INVALID_PARAM), call(DBCN, function, -1, RAM, 0));
      assertEquals(error(INVALID_PARAM), call(DBCN, function, 8, -4, 0));
    }
    assertEquals("", machine.output.toString());
  }

  @Test
  void legacyCallsAnswerInOneRegister() {
    assertEquals(0, legacy(0, 77));
    assertEquals(77, hart.timer);
    assertEquals(0, legacy(1, 0x141));
    assertEquals("A", machine.output.toString());
    machine.input.add(0x42);
    assertEquals(0x42, legacy(2, 0));
    assertEquals(-1, legacy(2, 0));
    assertEquals(0, legacy(3, 0));
    assertDone("clear 1");
    assertEquals(0, legacy(4, -1));
    assertDone("ipi 0", "ipi 1", "ipi 2");
    for (int function = 5; function <= 7; function++) {
      assertEquals(0, legacy(function, -1));
      assertDone("1 fences {0, 1, 2} " + SbiMachine.Fence.ALL);
    }
    legacy(8, 0);
    assertDone("shutdown 0");
  }

  @Test
  void hostileArgumentsGetAnAnswer() {
    Random random = new Random(SEED);
    long[] extensions = {BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN, SUSP, PMU, 5, 0x11};
    long[] values = {0, 1, 2, 3, -1, RAM, RAM + RAM_BYTES - 1, Long.MIN_VALUE, Long.MAX_VALUE};
    for (int i = 0; i < 50_000; i++) {
      long[] arguments = new long[6];
      for (int j = 0; j < arguments.length; j++) {
        arguments[j] = random.nextBoolean() ? values[random.nextInt(9)] : random.nextLong();
      }
      long extension = extensions[random.nextInt(extensions.length)];
      hart.resumed = "";
      Result result = call(extension, random.nextInt(8), arguments);
      boolean known =
          !hart.resumed.isEmpty() || (result.error() <= 0 && result.error() >= NO_SHARED_MEMORY);
      assertEquals(true, known, "seed " + SEED + " call " + i);
    }
  }
}
