package org.javisor.bus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceLogTest {
  @Test
  void aGuestCannotFloodTheLog() {
    List<String> lines = new ArrayList<>();
    DeviceLog log = new DeviceLog("uart", lines::add);
    for (int i = 0; i < 10_000; i++) {
      log.guestError("bad access");
    }
    assertEquals(10_000, log.guestErrors());
    assertTrue(lines.size() < 100);
    assertEquals("uart: guest error: bad access", lines.getFirst());
  }

  @Test
  void mistakesAndGapsAreCountedApart() {
    DeviceLog log = DeviceLog.silent("uart");
    log.unimplemented("x");
    assertEquals(0, log.guestErrors());
    assertEquals(1, log.unimplementedAccesses());
  }
}
