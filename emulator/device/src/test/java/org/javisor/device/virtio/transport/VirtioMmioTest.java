package org.javisor.device.virtio.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.javisor.device.DeviceContract;
import org.javisor.device.entropy.VirtioRng;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.FakeDriver.Descriptor;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioMmioTest extends DeviceContract<VirtioMmio> {
  private FakeDriver driver;

  @BeforeEach
  void plugIn() throws HostException {
    driver = new FakeDriver();
  }

  @AfterEach
  void unplug() {
    driver.close();
  }

  @Override
  protected VirtioMmio create() {
    VirtioMmio slot = new VirtioMmio(driver.space, driver.irq, driver.log);
    slot.plug(new VirtioRng(bytes -> java.util.Arrays.fill(bytes, (byte) 7)));
    return slot;
  }

  @Override
  protected long size() {
    return VirtioMmio.SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(
        0L, 0x74726976L, 4L, 2L, 8L, 4L, 0x34L, 256L, 0x44L, 0L, 0x60L, 0L, 0x70L, 0L, 0xFCL, 0L);
  }

  /** The device is saved by its function; plugging happens before the guest runs. */
  @Override
  protected Set<String> derived() {
    return Set.of();
  }

  @Override
  protected long fuzzOffset(Random random) {
    return random.nextInt(20) == 0 ? random.nextLong(size()) : 4 * random.nextInt(0x44);
  }

  private void startRng(long features) {
    driver.start(new VirtioRng(bytes -> java.util.Arrays.fill(bytes, (byte) 7)), features);
  }

  private void offerBuffer() {
    driver.describe(0, new Descriptor(FakeDriver.DATA, 16, FakeDriver.WRITE, 0));
    driver.offer(0);
  }

  @Test
  void anEmptySlotIsAPlaceholder() {
    assertTrue(driver.slot.isEmpty());
    assertEquals(0x74726976, driver.read(0));
    assertEquals(2, driver.read(4));
    assertEquals(0, driver.read(8));
    driver.write(0x50, 0);
    driver.write(0x44, 1);
    assertFalse(driver.irq.isHigh());
  }

  @Test
  void aSlotTakesOneDevice() {
    startRng(0);
    assertThrows(IllegalStateException.class, () -> driver.slot.plug(new VirtioRng(bytes -> {})));
  }

  @Test
  void featuresThatWereNotOfferedAreRefused() {
    driver.slot.plug(new VirtioRng(bytes -> {}));
    driver.write(0x70, 3);
    driver.acceptFeatures(FakeDriver.VERSION_1 | 1);
    driver.write(0x70, 11);
    assertEquals(3, driver.read(0x70));
  }

  @Test
  void aDriverOfBeforeVersionOneIsRefused() {
    driver.slot.plug(new VirtioRng(bytes -> {}));
    driver.write(0x70, 3);
    driver.acceptFeatures(0);
    driver.write(0x70, 11);
    assertEquals(3, driver.read(0x70));
  }

  @Test
  void featuresStandStillOnceAgreedOn() {
    startRng(0);
    driver.acceptFeatures(FakeDriver.VERSION_1 | FakeDriver.EVENT_INDEX);
    assertEquals(FakeDriver.VERSION_1, driver.slot.save().function().driverFeatures());
    assertTrue(driver.log.guestErrors() > 0);
  }

  @Test
  void nothingIsServedBeforeTheDriverIsReady() {
    startRng(0);
    driver.write(0x70, 0);
    driver.write(0x70, 3);
    offerBuffer();
    driver.kick();
    assertEquals(0, driver.usedIndex());
  }

  @Test
  void aServedRequestInterruptsUntilAcknowledged() {
    startRng(0);
    offerBuffer();
    driver.kick();
    assertEquals(new FakeDriver.Used(0, 16), driver.await());
    assertTrue(driver.irq.isHigh());
    assertEquals(1, driver.read(0x60));
    driver.write(0x64, 1);
    assertFalse(driver.irq.isHigh());
  }

  @Test
  void aQueueInUseCannotBeMovedOrResized() {
    startRng(0);
    driver.placeQueue(0x4000_0000);
    assertEquals(FakeDriver.QUEUE_SIZE, state().place().size());
    offerBuffer();
    driver.kick();
    assertEquals(1, driver.usedIndex());
  }

  @Test
  void aQueueThatCannotBeNeedsAReset() {
    for (long size : List.of(0L, 3L, 512L, 0xFFFFFFFFL, 0x80000000L)) {
      driver.slot.reset();
      if (driver.slot.isEmpty()) {
        driver.slot.plug(new VirtioRng(bytes -> {}));
      }
      driver.placeQueue(size);
      driver.write(0x44, 1);
      assertTrue(driver.needsReset(), () -> "size " + size);
      assertEquals(2, driver.read(0x60) & 2);
    }
  }

  @Test
  void aQueueOutsideRamNeedsAReset() {
    driver.slot.plug(new VirtioRng(bytes -> {}));
    for (int register : new int[] {0x80, 0x90, 0xA0}) {
      driver.write(0x70, 0);
      driver.placeQueue(8);
      driver.write(register, FakeDriver.RAM + FakeDriver.RAM_SIZE - 8);
      driver.write(0x44, 1);
      assertTrue(driver.needsReset());
    }
  }

  @Test
  void resetBringsAStoppedDeviceBack() {
    startRng(0);
    driver.describe(0, new Descriptor(0, 16, FakeDriver.WRITE, 0));
    driver.offer(0);
    driver.kick();
    assertTrue(driver.needsReset());
    driver.initialize(0);
    assertFalse(driver.needsReset());
    offerBuffer();
    driver.kick();
    assertEquals(new FakeDriver.Used(0, 16), driver.await());
  }

  @Test
  void savedQueuesGoOnWhereTheyWere() {
    startRng(FakeDriver.EVENT_INDEX);
    offerBuffer();
    driver.kick();
    VirtioMmio.State state = driver.slot.save();
    VirtioMmio other = create();
    other.restore(state);
    assertEquals(state, other.save());
    offerBuffer();
    other.write(0x50, 4, 0);
    assertEquals(2, driver.usedIndex());
  }

  @Test
  void requestsUnderWayAreTakenAgainAfterRestore() {
    startRng(0);
    offerBuffer();
    VirtioMmio.State state = driver.slot.save();
    VirtioFunction.State function = state.function();
    VirtQueue.State queue = function.queues().getFirst();
    driver.describe(5, new Descriptor(FakeDriver.DATA, 32, FakeDriver.WRITE, 0));
    VirtioMmio other = create();
    other.restore(
        new VirtioMmio.State(
            0,
            0,
            0,
            new VirtioFunction.State(
                function.driverFeatures(),
                function.status(),
                function.causes(),
                0,
                false,
                List.of(
                    new VirtQueue.State(queue.place(), true, false, false, 0, 0, List.of(5))))));
    assertEquals(new FakeDriver.Used(5, 32), driver.await());
    assertEquals(new FakeDriver.Used(0, 16), driver.await());
  }

  @Test
  void impossibleSavedStateIsRefused() {
    startRng(0);
    VirtioMmio.State state = driver.slot.save();
    VirtioFunction.State none = new VirtioFunction.State(0, 0, 0, 0, false, List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> driver.slot.restore(new VirtioMmio.State(0, 0, 0, none)));
    assertEquals(state, driver.slot.save());
  }

  private VirtQueue.State state() {
    return driver.slot.save().function().queues().getFirst();
  }
}
