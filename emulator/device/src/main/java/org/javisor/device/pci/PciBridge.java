package org.javisor.device.pci;

import java.util.List;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.irq.IrqLine;

/**
 * A PCI Express root port: a bridge to a bus with one device, in a slot of which it can be taken
 * out. Unimplemented: messages about errors, its interrupts as messages.
 *
 * <p>Spec: [PCI-BRIDGE] 1.2, 3.2 (header type 1), 4 (windows); [PCIE] 7.5.3 (capability).
 */
public final class PciBridge implements PciFunction, Saveable<PciBridge.State> {
  private static final int PRIMARY = 0x18;
  private static final int SECONDARY = 0x19;
  private static final int SUBORDINATE = 0x1A;
  private static final int IO_WINDOW = 0x1C;
  private static final int SECONDARY_STATUS = 0x1E;
  private static final int MEMORY_WINDOW = 0x20;
  private static final int PREFETCH_WINDOW = 0x24;
  private static final int PREFETCH_BASE_HIGH = 0x28;
  private static final int PREFETCH_LIMIT_HIGH = 0x2C;
  private static final int CONTROL = 0x3E;
  private static final int CONTROL_WRITABLE = 0x5F;
  private static final int EXPRESS = 0x10;
  private static final int EXPRESS_BYTES = 0x3C;

  /** Version 2, root port, slot implemented. */
  private static final int EXPRESS_FLAGS = 0x0142;

  private static final int ROLE_BASED_ERRORS = 1 << 15;

  /** 2.5 GT/s, one lane; the link's state is reported. */
  private static final int LINK = 0x0011;

  private static final int LINK_REPORTS = 1 << 20;
  private static final int LINK_ACTIVE = 1 << 13;
  private static final int SUBSYSTEM_ID = 0x0D;

  private static final PciConfigSpace.Identity IDENTITY =
      new PciConfigSpace.Identity(0x1B36, 0x000C, 0x060400, 0);

  /**
   * What it is built like.
   *
   * @param id the name of the bus behind it
   * @param slot the number of the slot behind it, unique in the machine
   */
  public record Config(String id, int slot) {}

  /** Guest-visible state. */
  public record State(List<Byte> config) {}

  // Configuration.
  private final Config settings;

  /**
   * How it is connected.
   *
   * @param own the wire for its own interrupts
   * @param pins the wires of its own slot, INTA first: those of devices behind it end there
   * @param ejected run when the guest has turned off what is behind it
   */
  public record Wiring(IrqLine own, List<IrqLine> pins, Runnable ejected) {}

  // Wiring.
  private final PciBus bus;
  private final HotPlugSlot slot;
  // Guest state.
  private final PciConfigSpace config = new PciConfigSpace(IDENTITY);

  /** Where the capability lies. */
  private final int express;

  public PciBridge(Config settings, Wiring wiring) {
    this.settings = settings;
    this.bus = new PciBus(settings.id(), wiring.pins().toArray(IrqLine[]::new));
    config.setHeaderType(1);
    config.setInterruptPin(1);
    config.allow(PRIMARY, 3, 0xFFFFFF);
    config.allow(IO_WINDOW, 2, 0xF0F0);
    config.allow(MEMORY_WINDOW, 4, 0xFFF0FFF0L);
    config.allow(PREFETCH_WINDOW, 4, 0xFFF0FFF0L);
    config.allow(PREFETCH_BASE_HIGH, 8, -1);
    config.allowClearing(SECONDARY_STATUS, 2, 0xF900);
    config.allow(CONTROL, 2, CONTROL_WRITABLE);
    closeWindows();
    config.put(config.addCapability(SUBSYSTEM_ID, 8) + 4, 4, 0x1B36);
    express = config.addCapability(EXPRESS, EXPRESS_BYTES);
    config.put(express + 0x02, 2, EXPRESS_FLAGS);
    config.put(express + 0x04, 4, ROLE_BASED_ERRORS);
    config.allow(express + 0x08, 2, 0xFF);
    config.put(express + 0x0C, 4, LINK | LINK_REPORTS | (long) settings.slot() << 24);
    config.allow(express + 0x10, 2, 0xC3);
    config.allow(express + 0x1C, 2, 0x1F);
    Intx pin = new Intx(config, wiring.own());
    slot = new HotPlugSlot(config, express, settings.slot(), pin, wiring.ejected());
  }

  @Override
  public String name() {
    return "pcie-root-port";
  }

  /** The bus behind it. */
  public PciBus bus() {
    return bus;
  }

  /** The slot behind it. */
  public HotPlugSlot slot() {
    return slot;
  }

  /** Its settings. */
  public Config settings() {
    return settings;
  }

  @Override
  public PciConfigSpace config() {
    return config;
  }

  @Override
  public List<PciBar> bars() {
    return List.of();
  }

  /** The number that the guest has given the bus in front of it. */
  public int primaryNumber() {
    return (int) config.get(PRIMARY, 1);
  }

  /** The number that the guest has given the bus behind it. */
  public int secondaryNumber() {
    return (int) config.get(SECONDARY, 1);
  }

  /** The number of the last bus behind it. */
  public int subordinateNumber() {
    return (int) config.get(SUBORDINATE, 1);
  }

  /** Whether the bus {@code number} is behind it, as guests have set it up. */
  boolean covers(int number) {
    int from = secondaryNumber();
    return from != 0 && number >= from && number <= subordinateNumber();
  }

  /** Whether accesses to these bytes reach the bus behind it. */
  boolean forwards(boolean io, long base, long size) {
    long command = config.get(PciConfigSpace.COMMAND, 2);
    long last = base + size - 1;
    if (io) {
      return (command & PciConfigSpace.COMMAND_IO) != 0 && ports().covers(base, last);
    }
    return (command & PciConfigSpace.COMMAND_MEMORY) != 0
        && (memory().covers(base, last) || prefetchable().covers(base, last));
  }

  /** A range of addresses that it hands on: none when {@code limit} is below {@code base}. */
  public record Window(long base, long limit) {
    private boolean covers(long first, long last) {
      return first >= base && last <= limit;
    }
  }

  /** The I/O ports behind it. */
  public Window ports() {
    return new Window(
        (config.get(IO_WINDOW, 1) & 0xF0) << 8, (config.get(IO_WINDOW + 1, 1) & 0xF0) << 8 | 0xFFF);
  }

  /** The memory behind it. */
  public Window memory() {
    return new Window(
        (config.get(MEMORY_WINDOW, 2) & 0xFFF0) << 16,
        (config.get(MEMORY_WINDOW + 2, 2) & 0xFFF0) << 16 | 0xFFFFF);
  }

  /** The memory behind it that may be read ahead. */
  public Window prefetchable() {
    return new Window(
        config.get(PREFETCH_BASE_HIGH, 4) << 32 | (config.get(PREFETCH_WINDOW, 2) & 0xFFF0) << 16,
        config.get(PREFETCH_LIMIT_HIGH, 4) << 32
            | (config.get(PREFETCH_WINDOW + 2, 2) & 0xFFF0) << 16
            | 0xFFFFF);
  }

  /** Whether something is plugged in and the link up. */
  @Override
  public void configRead(int offset, int width) {
    config.put(express + 0x12, 2, isOccupied() ? LINK | LINK_ACTIVE : LINK);
    slot.show(isOccupied());
  }

  private boolean isOccupied() {
    return bus.functions().iterator().hasNext();
  }

  @Override
  public void configWritten(int offset, int width) {
    slot.written(offset, width);
  }

  @Override
  public void reset() {
    config.reset();
    closeWindows();
    slot.reset(isOccupied());
  }

  /** Nothing is handed on before a guest says what: bases are above limits. */
  private void closeWindows() {
    config.put(IO_WINDOW, 2, 0x00F0);
    config.put(MEMORY_WINDOW, 4, 0x0000FFF0);
    config.put(PREFETCH_WINDOW, 4, 0x0001FFF1);
  }

  @Override
  public State save() {
    return new State(config.save());
  }

  @Override
  public void restore(State state) {
    config.restore(state.config());
    slot.restored();
  }
}
