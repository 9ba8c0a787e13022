package org.javisor.device.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.javisor.bus.device.DeviceLog;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeClock;
import org.junit.jupiter.api.Test;

class AclintTest extends DeviceContract<Aclint> {
  private static final int COMPARE = 0x4000;
  private static final int TIME = 0xBFF8;

  private final FakeClock clock = new FakeClock();
  private final FakeHart first = new FakeHart();
  private final FakeHart second = new FakeHart();

  @Override
  protected Aclint create() {
    return new Aclint(clock, clock, List.of(first, second), DeviceLog.silent("aclint"));
  }

  @Override
  protected long size() {
    return Aclint.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(0L, 0L, 4L, 0L, 8L, 0L, 0x4000L, 0xFFFFFFFFL, 0x400CL, 0xFFFFFFFFL);
  }

  @Override
  protected long fuzzOffset(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(16);
      case 1 -> COMPARE + random.nextInt(24);
      case 2 -> TIME + random.nextInt(8);
      default -> random.nextLong(size());
    };
  }

  @Test
  void softwareInterruptsReachTheirHartOnly() {
    Aclint aclint = create();
    aclint.write(4, 4, 1);
    assertEquals(Set.of(), first.raised);
    assertEquals(Set.of(3), second.raised);
    assertEquals(1, aclint.read(4, 4));
    aclint.write(4, 4, 0xFFFFFFFEL);
    assertEquals(Set.of(), second.raised);
  }

  @Test
  void timeCountsAtTenMegahertz() {
    Aclint aclint = create();
    clock.advance(0x1_0000_0002L * 100);
    assertEquals(0x1_0000_0002L, aclint.read(TIME, 8));
    assertEquals(2, aclint.read(TIME, 4));
    assertEquals(1, aclint.read(TIME + 4, 4));
  }

  @Test
  void theTimerInterruptIsHighWhileTimeIsNotBelowTheComparison() {
    Aclint aclint = create();
    aclint.write(COMPARE + 8, 8, 50);
    assertEquals(5_000, clock.deadline());
    clock.advance(4_999);
    assertEquals(Set.of(), second.raised);
    clock.advance(1);
    assertEquals(Set.of(7), second.raised);
    assertEquals(Set.of(), first.raised);
    aclint.write(COMPARE + 8, 8, 51);
    assertEquals(Set.of(), second.raised);
  }

  @Test
  void halvesOfTheComparisonAreWrittenApart() {
    Aclint aclint = create();
    aclint.write(COMPARE, 4, 7);
    aclint.write(COMPARE + 4, 4, 9);
    assertEquals(0x9_0000_0007L, aclint.read(COMPARE, 8));
  }

  @Test
  void aFarDeadlineNeedsNoTimer() {
    Aclint aclint = create();
    aclint.write(COMPARE, 8, -1);
    assertEquals(Long.MAX_VALUE, clock.deadline());
    assertEquals(Set.of(), first.raised);
  }

  @Test
  void stateOfAnotherMachineIsRefused() {
    Aclint.State one = new Aclint.State(List.of(true), List.of(0L));
    assertThrows(IllegalArgumentException.class, () -> create().restore(one));
  }
}
