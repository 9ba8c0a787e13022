package org.javisor.device.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.DeviceContract;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BootRomTest extends DeviceContract<BootRom> {
  private final DeviceLog log = DeviceLog.silent("rom");
  private GuestRam contents;

  @BeforeEach
  void allocate() throws HostException {
    contents = GuestRam.allocate("rom", 0x1000, BootRom.SIZE);
  }

  @AfterEach
  void free() {
    contents.close();
  }

  @Override
  protected BootRom create() {
    BootRom rom = new BootRom(contents, log);
    rom.fill(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return rom;
  }

  @Override
  protected long size() {
    return BootRom.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(0L, 0x04030201L, 4L, 0x08070605L, 8L, 0L);
  }

  @Test
  void guestsCannotChangeIt() {
    BootRom rom = create();
    rom.write(0, 8, -1);
    assertEquals(0x0807060504030201L, rom.read(0, 8));
    assertEquals(1, log.guestErrors());
  }

  @Test
  void newContentsReplaceAllOfTheOld() {
    BootRom rom = create();
    rom.fill(new byte[] {9});
    assertEquals(9, rom.read(0, 8));
  }
}
