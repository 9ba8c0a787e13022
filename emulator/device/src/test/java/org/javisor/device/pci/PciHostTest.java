package org.javisor.device.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.IrqLine;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeIrqLine;
import org.junit.jupiter.api.Test;

/** A bus with a function of three blocks of registers, and the same behind a root port. */
class PciHostTest extends DeviceContract<PciHost> {
  private static final long ALL_ONES = 0xFFFFFFFFL;
  private static final long SLOT_1 = 1 << 15;
  private static final long SLOT_2 = 2 << 15;
  private static final long BUS_1 = 1 << 20;

  private final FakeIrqLine[] lines = {
    new FakeIrqLine(), new FakeIrqLine(), new FakeIrqLine(), new FakeIrqLine()
  };

  /** Registers that remember the last write and read as it. */
  private static final class Memory implements MmioHandler {
    private long last;

    @Override
    public long read(long offset, int width) {
      return width == 8 ? last : last & (1L << 8 * width) - 1;
    }

    @Override
    public void write(long offset, int width, long value) {
      last = offset << 32 | value & 0xFFFF;
    }
  }

  private static final class Example implements PciFunction {
    private final PciConfigSpace config =
        new PciConfigSpace(new PciConfigSpace.Identity(0x1234, 0x5678, 0x0C0330, 2));
    private final List<PciBar> bars =
        List.of(
            new PciBar(0, PciBar.Kind.IO, 32, new Memory()),
            new PciBar(1, PciBar.Kind.MEMORY_32, 4096, new Memory()),
            new PciBar(4, PciBar.Kind.MEMORY_64, 1L << 20, new Memory()));

    Example() {
      bars.forEach(bar -> PciBar.register(config, bar));
    }

    @Override
    public String name() {
      return "example";
    }

    @Override
    public PciConfigSpace config() {
      return config;
    }

    @Override
    public List<PciBar> bars() {
      return bars;
    }

    @Override
    public void reset() {
      config.reset();
    }
  }

  @Override
  protected PciHost create() {
    PciBus root = new PciBus("pcie.0", lines);
    assertTrue(root.plug(0, 0, new RootComplex()));
    assertTrue(root.plug(1, 0, new Example()));
    PciBridge port =
        new PciBridge(
            new PciBridge.Config("port", 5),
            new PciBridge.Wiring(new FakeIrqLine(), List.of(lines), () -> {}));
    assertTrue(root.plug(2, 0, port));
    assertTrue(port.bus().plug(0, 0, new Example()));
    assertFalse(root.plug(1, 0, new Example()));
    return new PciHost(root, DeviceLog.silent("pcie"));
  }

  @Override
  protected long size() {
    return PciHost.CONFIG_SIZE;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(
        0L, 0x00081B36L, SLOT_1, 0x56781234L, SLOT_1 + 4, 0L, 3L << 15, ALL_ONES, BUS_1, ALL_ONES);
  }

  @Override
  protected long fuzzOffset(Random random) {
    return (random.nextLong(2) << 20) + (random.nextLong(3) << 15) + random.nextLong(256);
  }

  @Test
  void baseAddressesTellTheirSizesAndKinds() {
    PciHost host = create();
    for (int i = 0; i < 6; i++) {
      host.write(SLOT_1 + 0x10 + 4 * i, 4, ALL_ONES);
    }
    assertEquals(0xFFFFFFE1L, host.read(SLOT_1 + 0x10, 4));
    assertEquals(0xFFFFF000L, host.read(SLOT_1 + 0x14, 4));
    assertEquals(0, host.read(SLOT_1 + 0x18, 4));
    assertEquals(0xFFF0000CL, host.read(SLOT_1 + 0x20, 4));
    assertEquals(ALL_ONES, host.read(SLOT_1 + 0x24, 4));
    assertEquals(0x56781234, host.read(SLOT_1, 4));
  }

  @Test
  void registersAreReachedWhereTheyWerePutAndEnabled() {
    PciHost host = create();
    MmioHandler memory = host.window(false, 0x40000000);
    MmioHandler io = host.window(true, 0);
    host.write(SLOT_1 + 0x14, 4, 0x40010000);
    host.write(SLOT_1 + 0x10, 4, 0x1000);
    assertEquals(ALL_ONES, memory.read(0x10000, 4));
    host.write(SLOT_1 + 4, 2, 3);
    memory.write(0x10008, 4, 7);
    assertEquals(8L << 32 | 7, memory.read(0x10000, 8));
    io.write(0x101F, 1, 9);
    assertEquals(9, io.read(0x1000, 2));
    assertEquals(0xFFFF, io.read(0x1020, 2));
    assertEquals(ALL_ONES, memory.read(0x10FFE, 4));
    host.write(SLOT_1 + 0x14, 4, 0x40020000);
    assertEquals(ALL_ONES, memory.read(0x10000, 4));
    assertEquals(8L << 32 | 7, memory.read(0x20000, 8));
  }

  @Test
  void aRootPortShowsTheBusBehindItAndForwardsItsWindows() {
    PciHost host = create();
    MmioHandler memory = host.window(false, 0x40000000);
    assertEquals(ALL_ONES, host.read(BUS_1, 4));
    host.write(SLOT_2 + 0x18, 4, 0x010100);
    assertEquals(0x56781234, host.read(BUS_1, 4));
    assertEquals(ALL_ONES, host.read(BUS_1 + (1 << 15), 4));
    host.write(BUS_1 + 0x14, 4, 0x40300000);
    host.write(BUS_1 + 4, 2, 2);
    host.write(SLOT_2 + 4, 2, 2);
    assertEquals(ALL_ONES, memory.read(0x300000, 4));
    host.write(SLOT_2 + 0x20, 4, 0x40304030L);
    memory.write(0x300000, 4, 5);
    assertEquals(5, memory.read(0x300000, 4));
    host.write(SLOT_2 + 0x20, 4, 0x40104010L);
    assertEquals(ALL_ONES, memory.read(0x300000, 4));
    host.write(SLOT_2 + 0x24, 4, 0x40304030L);
    assertEquals(5, memory.read(0x300000, 4));
  }

  @Test
  void capabilitiesOfARootPortFormAList() {
    PciHost host = create();
    int at = (int) host.read(SLOT_2 + 0x34, 1);
    assertEquals(0x10, host.read(SLOT_2 + at, 1));
    assertEquals(0x0142, host.read(SLOT_2 + at + 2, 2));
    assertEquals(5, host.read(SLOT_2 + at + 0x14, 4) >>> 19);
    assertEquals(1 << 6, host.read(SLOT_2 + at + 0x1A, 2));
    int next = (int) host.read(SLOT_2 + at + 1, 1);
    assertEquals(0x0D, host.read(SLOT_2 + next, 1));
    assertEquals(0, host.read(SLOT_2 + next + 1, 1));
  }

  @Test
  void sharedPinsAreHighWhileAnyDeviceHoldsThem() {
    PciBus bus = create().root();
    IrqLine first = bus.line(1, 1);
    IrqLine second = bus.line(4, 2);
    first.set(true);
    second.set(true);
    first.set(false);
    assertTrue(lines[1].isHigh());
    second.set(false);
    assertFalse(lines[1].isHigh());
    assertFalse(lines[0].isHigh());
  }

  @Test
  void messagesAreSentUnlessMaskedAndThenWhenUnmasked() {
    StringBuilder sent = new StringBuilder();
    PciConfigSpace config = new PciConfigSpace(new PciConfigSpace.Identity(1, 2, 3, 4));
    MsiX messages =
        new MsiX(config, 1, 2, (address, data) -> sent.append(address).append(':').append(data));
    int control = (int) config.get(0x34, 1) + 2;
    messages.write(0x10, 8, 0x1000);
    messages.write(0x18, 4, 77);
    messages.raise(1);
    config.write(control, 2, 0x8000);
    messages.deliver();
    assertEquals("", sent.toString());
    assertEquals(2, messages.read(0x800, 4));
    messages.write(0x1C, 4, 0);
    assertEquals("4096:77", sent.toString());
    assertEquals(0, messages.read(0x800, 8));
    messages.raise(MsiX.NO_VECTOR);
    messages.write(0x11, 1, 5);
    assertEquals(0x1000, messages.read(0x10, 4));
  }
}
