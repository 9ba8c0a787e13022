package org.javisor.device.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.javisor.bus.device.DeviceLog;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeClock;
import org.javisor.device.FakeIrqLine;
import org.junit.jupiter.api.Test;

class GoldfishRtcTest extends DeviceContract<GoldfishRtc> {
  private static final long START = 0x17_8000_0000_1234L;

  private final FakeClock clock = new FakeClock();
  private final FakeIrqLine irq = new FakeIrqLine();
  private final GoldfishRtc rtc = create();

  @Override
  protected final GoldfishRtc create() {
    return new GoldfishRtc(
        new GoldfishRtc.Wiring(irq, () -> START + clock.nanos(), clock, clock),
        DeviceLog.silent("rtc"));
  }

  @Override
  protected long size() {
    return GoldfishRtc.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(8L, 0L, 0xCL, 0L, 0x10L, 0L, 0x18L, 0L);
  }

  private long time() {
    long low = rtc.read(0, 4);
    return rtc.read(4, 4) << 32 | low;
  }

  private void set(int offset, long value) {
    rtc.write(offset + 4, 4, value >>> 32);
    rtc.write(offset, 4, value & 0xFFFFFFFFL);
  }

  @Test
  void readingTheLowHalfHoldsTheHighHalf() {
    long low = rtc.read(0, 4);
    clock.advance(1L << 33);
    assertEquals(START, rtc.read(4, 4) << 32 | low);
    assertEquals(START + (1L << 33), time());
  }

  @Test
  void timeCanBeSet() {
    set(0, 5_000_000_000L);
    clock.advance(7);
    assertEquals(5_000_000_007L, time());
  }

  @Test
  void theAlarmInterruptsAtItsTimeUntilCleared() {
    rtc.write(0x10, 4, 1);
    set(8, START + 1_000);
    assertEquals(1, rtc.read(0x18, 4));
    clock.advance(999);
    assertFalse(irq.isHigh());
    clock.advance(1);
    assertTrue(irq.isHigh());
    assertEquals(0, rtc.read(0x18, 4));
    rtc.write(0x1C, 4, 1);
    assertFalse(irq.isHigh());
  }

  @Test
  void aClearedAlarmNeverComes() {
    rtc.write(0x10, 4, 1);
    set(8, START + 1_000);
    rtc.write(0x14, 4, 1);
    clock.advance(5_000);
    assertFalse(irq.isHigh());
  }

  /** Not at once either, again and again. */
  @Test
  void anAlarmThatIsTooFarAwayNeverComes() {
    rtc.write(0x10, 4, 1);
    for (long now : new long[] {0, -1, Long.MIN_VALUE, Long.MIN_VALUE + 5}) {
      set(0, now);
      for (long alarm : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}) {
        set(8, alarm);
        clock.advance(1_000_000_000L);
        assertFalse(irq.isHigh(), now + " " + alarm);
        assertEquals(1, rtc.read(0x18, 4));
      }
    }
  }

  @Test
  void anAlarmWithoutEnableIsSilent() {
    set(8, START + 10);
    clock.advance(10);
    assertFalse(irq.isHigh());
    rtc.write(0x10, 4, 1);
    assertTrue(irq.isHigh());
  }
}
