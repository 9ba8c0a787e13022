package org.javisor.device.entropy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.FakeDriver.Descriptor;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioRngTest {
  private FakeDriver driver;

  @BeforeEach
  void start() throws HostException {
    driver = new FakeDriver();
    driver.start(new VirtioRng(bytes -> Arrays.fill(bytes, (byte) 0x5A)), 0);
  }

  @AfterEach
  void free() {
    driver.close();
  }

  @Test
  void theBufferIsFilled() {
    driver.describe(0, new Descriptor(FakeDriver.DATA, 8, FakeDriver.WRITE, 0));
    driver.offer(0);
    driver.kick();
    assertEquals(new FakeDriver.Used(0, 8), driver.await());
    assertEquals(0x5A5A5A5A5A5A5A5AL, RawMemory.getLong(driver.host(FakeDriver.DATA)));
    assertEquals(0, RawMemory.getByte(driver.host(FakeDriver.DATA) + 8));
  }

  @Test
  void aHugeRequestIsServedInPart() {
    driver.describe(0, new Descriptor(FakeDriver.DATA, 1 << 19, FakeDriver.WRITE, 0));
    driver.offer(0);
    driver.kick();
    assertEquals(new FakeDriver.Used(0, VirtioRng.LIMIT), driver.await());
  }

  @Test
  void aRequestWithoutRoomComesBackEmpty() {
    driver.describe(0, new Descriptor(FakeDriver.DATA, 8, 0, 0));
    driver.offer(0);
    driver.kick();
    assertEquals(new FakeDriver.Used(0, 0), driver.await());
    assertFalse(driver.needsReset());
  }
}
