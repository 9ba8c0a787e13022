package org.javisor.device.virtio.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeIrqLine;
import org.javisor.device.entropy.VirtioRng;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The entropy device over PCI; configuration space first, then its blocks of registers. */
class VirtioPciTest extends DeviceContract<VirtioPciTest.Everything> {
  private static final long BASE = 0x80000000L;
  private static final long COMMON = 0x2000;
  private static final long ISR = COMMON + 0x1000;
  private static final long NOTIFY = COMMON + 0x3000;
  private static final long LEGACY = 0x6000;
  private static final int LEGACY_BYTES = 32;
  private static final long VERSION_1 = 1;

  private final AddressSpace memory = new AddressSpace();
  private final FakeIrqLine pin = new FakeIrqLine();
  private final StringBuilder messages = new StringBuilder();
  private GuestRam ram;

  /** All that guests reach of a function, one after the other. */
  static final class Everything implements Device, MmioHandler, Saveable<VirtioPci.State> {
    private final VirtioPci function;

    Everything(VirtioPci function) {
      this.function = function;
    }

    private MmioHandler bar(int number) {
      return function.bars().stream()
          .filter(bar -> bar.index() == number)
          .findFirst()
          .orElseThrow()
          .handler();
    }

    @Override
    public String name() {
      return function.name();
    }

    @Override
    public long read(long offset, int width) {
      if (offset < 0x1000) {
        function.configRead((int) offset, width);
        return function.config().get((int) offset, width);
      }
      return offset < COMMON
          ? bar(1).read(Math.min(offset - 0x1000, 0x1000 - width), width)
          : offset < LEGACY
              ? bar(4).read(Math.min(offset - COMMON, 0x4000 - width), width)
              : bar(0).read(Math.min(offset - LEGACY, LEGACY_BYTES - width), width);
    }

    @Override
    public void write(long offset, int width, long value) {
      if (offset < 0x1000) {
        function.config().write((int) offset, width, value);
        function.configWritten((int) offset, width);
      } else if (offset < COMMON) {
        bar(1).write(Math.min(offset - 0x1000, 0x1000 - width), width, value);
      } else if (offset < LEGACY) {
        bar(4).write(Math.min(offset - COMMON, 0x4000 - width), width, value);
      } else {
        bar(0).write(Math.min(offset - LEGACY, LEGACY_BYTES - width), width, value);
      }
    }

    @Override
    public void reset() {
      function.reset();
    }

    @Override
    public VirtioPci.State save() {
      return function.save();
    }

    @Override
    public void restore(VirtioPci.State state) {
      function.restore(state);
    }
  }

  @BeforeEach
  void allocate() throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
  }

  @AfterEach
  void free() {
    ram.close();
  }

  private Everything create(boolean transitional) {
    return new Everything(
        new VirtioPci(
            new VirtioRng(bytes -> java.util.Arrays.fill(bytes, (byte) 7)),
            new VirtioPci.Config(transitional),
            new VirtioPci.Wiring(
                memory, pin, (address, data) -> messages.append(address).append(':').append(data)),
            DeviceLog.silent("rng")));
  }

  @Override
  protected Everything create() {
    return create(true);
  }

  @Override
  protected long size() {
    return LEGACY + LEGACY_BYTES;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(
        0L, 0x10051AF4L, 8L, 0x00FF0000L, 0x2CL, 0x00041AF4L, COMMON, 0L, LEGACY, 0x30000000L);
  }

  @Override
  protected long fuzzOffset(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong(256);
      case 1 -> 0x1000 + random.nextLong(64);
      case 2 -> COMMON + random.nextLong(64);
      case 3 -> NOTIFY + random.nextLong(8);
      default -> LEGACY + random.nextLong(LEGACY_BYTES);
    };
  }

  /** One request of 16 bytes in a queue of {@code size} entries at the usual places. */
  private void offer(long available, int size) {
    long descriptors = ram.hostAddress();
    RawMemory.putLong(descriptors, BASE + 0x8000);
    RawMemory.putInt(descriptors + 8, 16);
    RawMemory.putInt(descriptors + 12, 2);
    RawMemory.putShort(ram.hostAddress() + available + 2, (short) 1);
    assertTrue(size > 0);
  }

  private static void startModern(Everything device) {
    device.write(COMMON + 0x14, 1, 3);
    device.write(COMMON + 0x08, 4, 1);
    device.write(COMMON + 0x0C, 4, VERSION_1);
    device.write(COMMON + 0x14, 1, 11);
    assertEquals(11, device.read(COMMON + 0x14, 1));
    device.write(COMMON + 0x16, 2, 0);
    device.write(COMMON + 0x18, 2, 8);
    device.write(COMMON + 0x20, 8, BASE);
    device.write(COMMON + 0x28, 4, BASE + 0x1000);
    device.write(COMMON + 0x30, 8, BASE + 0x2000);
    device.write(COMMON + 0x1C, 2, 1);
    device.write(COMMON + 0x14, 1, 15);
  }

  @Test
  void aModernDriverIsServedAndInterruptedByPin() {
    Everything device = create(false);
    assertEquals(0x10441AF4, device.read(0, 4));
    startModern(device);
    offer(0x1000, 8);
    device.write(NOTIFY, 2, 0);
    assertEquals(1, RawMemory.getShort(ram.hostAddress() + 0x2002));
    assertEquals(16, RawMemory.getInt(ram.hostAddress() + 0x2008));
    assertEquals(0x0707, RawMemory.getShort(ram.hostAddress() + 0x8000));
    assertTrue(pin.isHigh());
    assertEquals(1 << 3, device.read(6, 2) & 1 << 3);
    device.write(4, 2, 1 << 10);
    assertFalse(pin.isHigh());
    device.write(4, 2, 0);
    assertTrue(pin.isHigh());
    assertEquals(1, device.read(ISR, 1));
    assertFalse(pin.isHigh());
    assertEquals(0, device.read(ISR, 1));
  }

  @Test
  void withMessagesThePinStaysLow() {
    Everything device = create(false);
    device.write(0x1010, 8, 0x9000);
    device.write(0x1018, 8, 55);
    int capability = (int) device.read(0x34, 1);
    device.write(capability + 2, 2, 0x8000);
    startModern(device);
    device.write(COMMON + 0x1A, 2, 9);
    assertEquals(0xFFFF, device.read(COMMON + 0x1A, 2));
    device.write(COMMON + 0x1A, 2, 1);
    offer(0x1000, 8);
    device.write(NOTIFY, 2, 0);
    assertEquals("36864:55", messages.toString());
    assertFalse(pin.isHigh());
  }

  @Test
  void aDriverOfBeforeVersionOneIsServedToo() {
    Everything device = create(true);
    assertEquals(256, device.read(LEGACY + 0x0C, 2));
    device.write(LEGACY + 0x12, 1, 3);
    device.write(LEGACY + 0x04, 4, 0);
    device.write(LEGACY + 0x0E, 2, 0);
    device.write(LEGACY + 0x08, 4, BASE >>> 12);
    assertEquals(BASE >>> 12, device.read(LEGACY + 0x08, 4));
    device.write(LEGACY + 0x12, 1, 7);
    offer(0x1000, 256);
    device.write(LEGACY + 0x10, 2, 0);
    assertEquals(1, RawMemory.getShort(ram.hostAddress() + 0x2002));
    assertTrue(pin.isHigh());
    assertEquals(1, device.read(LEGACY + 0x13, 1));
    assertFalse(pin.isHigh());
    device.write(LEGACY + 0x12, 1, 0);
    assertEquals(0, device.read(LEGACY + 0x08, 4));
  }

  @Test
  void structuresCanBeReachedThroughConfigurationSpace() {
    Everything device = create(false);
    int access = 0x84;
    assertEquals(5, device.read(access + 3, 1));
    device.write(access + 4, 1, 4);
    device.write(access + 8, 4, 0x12);
    device.write(access + 12, 4, 2);
    assertEquals(1, device.read(access + 16, 4));
    device.write(access + 8, 4, 0x14);
    device.write(access + 12, 4, 1);
    device.write(access + 16, 1, 1);
    assertEquals(1, device.read(COMMON + 0x14, 1));
  }
}
