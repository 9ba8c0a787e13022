package org.javisor.device.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.irq.CpuInterrupts;
import org.javisor.device.DeviceContract;
import org.junit.jupiter.api.Test;

class SswiTest extends DeviceContract<Sswi> {
  private final List<String> heard = new ArrayList<>();
  private final DeviceLog log = DeviceLog.silent("sswi");

  private CpuInterrupts hart(int number) {
    return (interrupt, level) -> heard.add(number + ": " + interrupt + " " + level);
  }

  @Override
  protected Sswi create() {
    return new Sswi(List.of(hart(0), hart(1)), log);
  }

  @Override
  protected long size() {
    return Sswi.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(0L, 0L, 4L, 0L);
  }

  @Test
  void aOneRaisesTheHartsInterruptAndNothingLowersIt() {
    Sswi device = create();
    device.write(4, 4, 1);
    device.write(4, 4, 0);
    device.write(0, 4, 2);
    assertEquals(List.of("1: 1 true"), heard);
  }

  @Test
  void whatNoHartHasIsAGuestMistake() {
    Sswi device = create();
    device.write(8, 4, 1);
    device.write(0, 1, 1);
    assertEquals(List.of(), heard);
    assertEquals(2, log.guestErrors());
  }
}
