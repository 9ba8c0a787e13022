package org.javisor.device.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.device.FakeClock;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.FakeDriver.Descriptor;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.Test;

class VirtioBalloonTest {
  private static final long RAM = 64L << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long STATISTICS = 1 << 1;
  private static final int CONFIG = 0x100;
  private static final int STATUS = 0x70;
  private static final int INTERRUPT_STATUS = 0x60;
  private static final int INTERRUPT_ACK = 0x64;
  private static final int CONFIG_GENERATION = 0xFC;

  private final List<String> taken = new ArrayList<>();
  private final List<Long> told = new ArrayList<>();
  private final FakeClock clock = new FakeClock();

  private VirtioBalloon balloon() {
    return new VirtioBalloon(
        new VirtioBalloon.Config(RAM, false),
        new VirtioBalloon.Wiring(
            (physical, bytes) -> taken.add(Long.toHexString(physical) + "+" + bytes),
            clock,
            clock,
            () -> 1234,
            told::add));
  }

  private static void numbers(FakeDriver driver, int... pages) {
    for (int i = 0; i < pages.length; i++) {
      RawMemory.putInt(driver.host(FakeDriver.DATA) + 4L * i, pages[i]);
    }
    driver.describe(0, new Descriptor(FakeDriver.DATA, 4 * pages.length, 0, 0));
    driver.offer(0);
    driver.kick();
  }

  @Test
  void theDriverFindsTheTargetAndIsInterruptedWhenItChanges() throws HostException {
    try (FakeDriver driver = new FakeDriver()) {
      VirtioBalloon balloon = balloon();
      driver.start(balloon, STATISTICS);
      assertEquals(0, driver.read(CONFIG));
      int generation = driver.read(CONFIG_GENERATION);
      balloon.setTarget(RAM - 3 * VirtioBalloon.PAGE);
      assertEquals(3, driver.read(CONFIG));
      assertEquals(2, driver.read(INTERRUPT_STATUS), "the configuration has changed");
      assertEquals(generation + 1, driver.read(CONFIG_GENERATION));
      assertTrue(driver.irq.isHigh());
      driver.write(INTERRUPT_ACK, 2);
      assertFalse(driver.irq.isHigh());
      balloon.setTarget(RAM * 2);
      assertEquals(0, driver.read(CONFIG), "no more than there is");
    }
  }

  @Test
  void whatTheDriverSaysOfItsSizeIsTold() throws HostException {
    try (FakeDriver driver = new FakeDriver()) {
      VirtioBalloon balloon = balloon();
      driver.start(balloon, STATISTICS);
      assertEquals(RAM, balloon.actualBytes());
      driver.write(CONFIG + 4, 2);
      assertEquals(RAM - 2 * VirtioBalloon.PAGE, balloon.actualBytes());
      driver.write(CONFIG + 4, 2);
      driver.write(CONFIG, 7);
      assertEquals(0, driver.read(CONFIG), "the target is not the driver's to set");
      driver.write(CONFIG + 4, -1);
      assertEquals(0, balloon.actualBytes(), "a driver can say what it likes");
      assertEquals(RAM - 2 * VirtioBalloon.PAGE, told.getFirst());
      assertEquals(0, told.getLast());
      driver.write(STATUS, 0);
      assertEquals(RAM, balloon.actualBytes());
    }
  }

  @Test
  void pagesThatFollowOneAnotherAreTakenAtOnce() throws HostException {
    try (FakeDriver driver = new FakeDriver()) {
      driver.start(balloon(), STATISTICS);
      numbers(driver, 0x80010, 0x80011, 0x80012, 0x80020, 0x8001F, 0x80001);
      assertEquals(new FakeDriver.Used(0, 0), driver.await());
      assertEquals(List.of("80010000+12288", "8001f000+8192", "80001000+4096"), taken);
    }
  }

  @Test
  void pagesThatComeBackNeedNothing() throws HostException {
    try (FakeDriver driver = new FakeDriver(1)) {
      driver.start(balloon(), STATISTICS);
      numbers(driver, 0x80010);
      assertEquals(new FakeDriver.Used(0, 0), driver.await());
      assertEquals(List.of(), taken);
    }
  }

  /** As Linux does. */
  @Test
  void aReportFromBeforeTheDriverIsReadyIsRead() throws HostException {
    try (FakeDriver driver = new FakeDriver(2)) {
      VirtioBalloon balloon = balloon();
      driver.start(balloon, STATISTICS);
      driver.write(STATUS, 11);
      RawMemory.putShort(driver.host(FakeDriver.DATA), (short) 5);
      RawMemory.putLong(driver.host(FakeDriver.DATA) + 2, 7);
      driver.describe(0, new Descriptor(FakeDriver.DATA, 10, 0, 0));
      driver.offer(0);
      driver.kick();
      assertEquals(BalloonStatistics.NONE, balloon.statistics());
      driver.write(STATUS, 15);
      assertEquals(Map.of(BalloonStatistics.Tag.TOTAL_MEMORY, 7L), balloon.statistics().values());
    }
  }

  @Test
  void aRequestIsLookedAtUpToItsLimitOnly() throws HostException {
    try (FakeDriver driver = new FakeDriver()) {
      driver.start(balloon(), STATISTICS);
      driver.describe(0, new Descriptor(FakeDriver.DATA, 1 << 19, 0, 0));
      driver.offer(0);
      driver.kick();
      assertEquals(new FakeDriver.Used(0, 0), driver.await());
      assertTrue(taken.size() <= 1025, "at most so many pages: " + taken.size());
      assertFalse(driver.needsReset());
    }
  }

  @Test
  void theReportIsGivenBackWhenItsTimeComes() throws HostException {
    try (FakeDriver driver = new FakeDriver(2)) {
      VirtioBalloon balloon = balloon();
      driver.start(balloon, STATISTICS);
      long at = driver.host(FakeDriver.DATA);
      RawMemory.putShort(at, (short) 4);
      RawMemory.putLong(at + 2, 4096);
      RawMemory.putShort(at + 10, (short) 99);
      RawMemory.putLong(at + 12, 1);
      driver.describe(0, new Descriptor(FakeDriver.DATA, 23, 0, 0));
      driver.offer(0);
      driver.kick();
      assertEquals(
          new BalloonStatistics(Map.of(BalloonStatistics.Tag.FREE_MEMORY, 4096L), 1234),
          balloon.statistics());
      assertEquals(0, driver.usedIndex(), "it is kept");
      balloon.setInterval(2);
      clock.advance(1);
      assertEquals(1, driver.usedIndex(), "the first time comes at once");
      driver.offer(0);
      driver.kick();
      clock.advance(SECOND);
      assertEquals(1, driver.usedIndex());
      clock.advance(SECOND);
      assertEquals(2, driver.usedIndex());
      driver.offer(0);
      driver.kick();
      balloon.setInterval(0);
      clock.advance(10 * SECOND);
      assertEquals(2, driver.usedIndex());
    }
  }
}
