package org.javisor.device.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.javisor.bus.device.DeviceLog;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeIrqLine;
import org.junit.jupiter.api.Test;

class PlicTest extends DeviceContract<Plic> {
  private static final int SOURCES = 96;
  private static final int PENDING = 0x1000;
  private static final int ENABLE = 0x2000;
  private static final int ENABLE_STRIDE = 0x80;
  private static final int THRESHOLD = 0x200000;
  private static final int CLAIM = 0x200004;
  private static final int STRIDE = 0x1000;

  private final FakeIrqLine machine = new FakeIrqLine();
  private final FakeIrqLine supervisor = new FakeIrqLine();
  private final Plic plic = create();

  @Override
  protected final Plic create() {
    return new Plic(
        new Plic.Config(SOURCES), List.of(machine, supervisor), DeviceLog.silent("plic"));
  }

  @Override
  protected long size() {
    return Plic.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(4L, 0L, 0x1000L, 0L, 0x2000L, 0L, 0x2080L, 0L, 0x200000L, 0L, 0x200004L, 0L);
  }

  @Override
  protected Set<String> derived() {
    return Set.of("pending");
  }

  @Override
  protected long fuzzOffset(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 4 * random.nextInt(100);
      case 1 -> ENABLE + 4 * random.nextInt(70);
      case 2 -> PENDING + 4 * random.nextInt(5);
      case 3 -> THRESHOLD + STRIDE * random.nextInt(3) + 4 * random.nextInt(3);
      default -> random.nextLong(size());
    };
  }

  private void prepare(int source, int priority, int context) {
    plic.write(4L * source, 4, priority);
    long word = ENABLE + (long) context * ENABLE_STRIDE + 4 * (source / 32);
    plic.write(word, 4, plic.read(word, 4) | 1L << (source % 32));
  }

  private long claim(int context) {
    return plic.read(CLAIM + (long) context * STRIDE, 4);
  }

  private void complete(int context, int source) {
    plic.write(CLAIM + (long) context * STRIDE, 4, source);
  }

  private long pendingWord(int word) {
    return plic.read(PENDING + 4L * word, 4);
  }

  @Test
  void aPendingSourceReachesOnlyTheContextThatEnablesIt() {
    prepare(10, 1, 1);
    plic.source(10).set(true);
    assertTrue(supervisor.isHigh());
    assertFalse(machine.isHigh());
    assertEquals(1 << 10, pendingWord(0));
    assertEquals(0, claim(0));
    assertEquals(10, claim(1));
  }

  @Test
  void aClaimTakesTheInterruptUntilItIsCompleted() {
    prepare(10, 1, 1);
    plic.source(10).set(true);
    assertEquals(10, claim(1));
    assertFalse(supervisor.isHigh());
    assertEquals(0, pendingWord(0));
    assertEquals(0, claim(1));
    complete(1, 10);
    assertTrue(supervisor.isHigh(), "the level is still high");
    assertEquals(10, claim(1));
    plic.source(10).set(false);
    complete(1, 10);
    assertFalse(supervisor.isHigh());
    assertEquals(0, claim(1));
  }

  @Test
  void theHighestPriorityWinsAndTheLowestNumberAmongEquals() {
    prepare(3, 2, 1);
    prepare(40, 5, 1);
    prepare(7, 5, 1);
    for (int source : new int[] {3, 40, 7}) {
      plic.source(source).set(true);
    }
    assertEquals(List.of(7L, 40L, 3L, 0L), List.of(claim(1), claim(1), claim(1), claim(1)));
  }

  @Test
  void priorityZeroNeverInterrupts() {
    prepare(5, 0, 1);
    plic.source(5).set(true);
    assertFalse(supervisor.isHigh());
    assertEquals(0, claim(1));
  }

  @Test
  void theThresholdMasksWhatIsNotAboveIt() {
    prepare(5, 3, 1);
    plic.source(5).set(true);
    plic.write(THRESHOLD + STRIDE, 4, 3);
    assertFalse(supervisor.isHigh());
    plic.write(THRESHOLD + STRIDE, 4, 2);
    assertTrue(supervisor.isHigh());
  }

  @Test
  void aClaimIgnoresTheThreshold() {
    prepare(5, 3, 1);
    plic.source(5).set(true);
    plic.write(THRESHOLD + STRIDE, 4, 7);
    assertEquals(5, claim(1));
  }

  @Test
  void aCompletionBySomebodyElseIsIgnored() {
    prepare(5, 1, 1);
    plic.source(5).set(true);
    assertEquals(5, claim(1));
    complete(0, 5);
    assertEquals(0, claim(1));
    assertFalse(supervisor.isHigh());
  }

  @Test
  void sourceZeroDoesNotExist() {
    plic.write(0, 4, 7);
    plic.write(ENABLE + ENABLE_STRIDE, 4, 1);
    assertEquals(0, plic.read(0, 4));
    assertEquals(0, plic.read(ENABLE + ENABLE_STRIDE, 4));
    assertThrows(IllegalArgumentException.class, () -> plic.source(0));
    assertThrows(IllegalArgumentException.class, () -> plic.source(SOURCES));
  }

  @Test
  void restoreRaisesWhatWasPending() {
    prepare(9, 1, 1);
    plic.source(9).set(true);
    Plic.State state = plic.save();
    supervisor.set(false);
    Plic other = create();
    other.restore(state);
    assertTrue(supervisor.isHigh());
    assertEquals(9, other.read(CLAIM + STRIDE, 4));
  }

  @Test
  void stateOfAnotherConfigurationIsRefused() {
    Plic.State state = plic.save();
    Plic one = new Plic(new Plic.Config(SOURCES), List.of(machine), DeviceLog.silent("plic"));
    assertThrows(IllegalArgumentException.class, () -> one.restore(state));
  }
}
