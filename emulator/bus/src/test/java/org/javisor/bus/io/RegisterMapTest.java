package org.javisor.bus.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.bus.device.DeviceLog;
import org.junit.jupiter.api.Test;

class RegisterMapTest {
  private enum Reg implements RegisterMap.Register {
    STATUS(0, RegisterMap.Mode.READ),
    COMMAND(0, RegisterMap.Mode.WRITE),
    DATA(4, RegisterMap.Mode.READ_WRITE);

    private final int offset;
    private final RegisterMap.Mode mode;

    Reg(int offset, RegisterMap.Mode mode) {
      this.offset = offset;
      this.mode = mode;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int width() {
      return 4;
    }

    @Override
    public RegisterMap.Mode mode() {
      return mode;
    }
  }

  private final DeviceLog log = DeviceLog.silent("test");
  private final RegisterMap<Reg> map = new RegisterMap<>(Reg.values(), 16, log);

  @Test
  void oneOffsetMayReadAndWriteDifferentRegisters() {
    assertTrue(map.canRead(0, 4));
    assertTrue(map.canWrite(0, 4));
    assertEquals(Reg.STATUS, map.reader(0));
    assertEquals(Reg.COMMAND, map.writer(0));
    assertEquals(Reg.DATA, map.reader(4));
    assertEquals(Reg.DATA, map.writer(4));
    assertEquals(0, log.guestErrors());
  }

  @Test
  void missesAreCountedNotThrown() {
    assertFalse(map.canRead(8, 4));
    assertFalse(map.canWrite(2, 4));
    assertFalse(map.canRead(4, 2));
    assertFalse(map.canWrite(15, 1));
    assertEquals(4, log.guestErrors());
  }
}
