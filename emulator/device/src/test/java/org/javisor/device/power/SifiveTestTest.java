package org.javisor.device.power;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.bus.device.DeviceLog;
import org.javisor.device.DeviceContract;
import org.junit.jupiter.api.Test;

class SifiveTestTest extends DeviceContract<SifiveTest> {
  private final List<String> heard = new ArrayList<>();
  private final DeviceLog log = DeviceLog.silent("test");

  @Override
  protected SifiveTest create() {
    PowerControl power =
        new PowerControl() {
          @Override
          public void guestShutdown() {
            heard.add("off");
          }

          @Override
          public void guestFailed(int exitCode) {
            heard.add("failed " + exitCode);
          }

          @Override
          public void guestExit(int exitCode) {
            heard.add("exit " + exitCode);
          }

          @Override
          public void guestReset() {
            heard.add("reset");
          }
        };
    return new SifiveTest(power, log);
  }

  @Override
  protected long size() {
    return SifiveTest.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(0L, 0L);
  }

  @Test
  void theThreeWordsAreUnderstood() {
    SifiveTest test = create();
    test.write(0, 4, 0x5555);
    test.write(0, 4, 0x2A3333);
    test.write(0, 4, 0x7777);
    assertEquals(List.of("off", "failed 42", "reset"), heard);
  }

  @Test
  void anythingElseIsAGuestMistake() {
    SifiveTest test = create();
    test.write(0, 4, 0x1234);
    test.write(8, 4, 0x5555);
    assertEquals(List.of(), heard);
    assertEquals(2, log.guestErrors());
  }
}
