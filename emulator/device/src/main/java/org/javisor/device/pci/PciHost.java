package org.javisor.device.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;

/**
 * A host bridge without registers of its own: configuration space at a place where each function
 * has 4 KiB, and windows through which CPUs reach what guests have placed. It has no state to save
 * but its functions'.
 *
 * <p>Spec: [PCIE] 7.2.2 (enhanced configuration access); [PCI-FW] 3.2, 4.1 (generic host bridge).
 */
public final class PciHost implements Device, MmioHandler {
  /** Bytes of configuration space for 256 buses. */
  public static final long CONFIG_SIZE = 256L << 20;

  private static final int BUS_SHIFT = 20;
  private static final int FUNCTION_SHIFT = 12;
  private static final int FUNCTIONS_MASK = 0xFF;

  /** Where a block of registers is. */
  private record Placed(long base, PciBar bar) {}

  // Wiring.
  private final PciBus root;
  private final DeviceLog log;

  private final Places places = new Places();

  /** What follows from the functions' configuration spaces. */
  private static final class Places {
    private final List<Placed> blocks = new ArrayList<>();
    private boolean known;
  }

  public PciHost(PciBus root, DeviceLog log) {
    this.root = root;
    this.log = log;
  }

  @Override
  public String name() {
    return "pcie";
  }

  /** The bus that the CPUs see first. */
  public PciBus root() {
    return root;
  }

  @Override
  public long read(long offset, int width) {
    int within = (int) offset & (PciConfigSpace.SIZE - 1);
    Optional<PciFunction> function = function(offset);
    if (function.isEmpty()) {
      return width == 8 ? -1 : (1L << 8 * width) - 1;
    }
    function.get().configRead(within, width);
    return function.get().config().get(within, width);
  }

  @Override
  public void write(long offset, int width, long value) {
    Optional<PciFunction> function = function(offset);
    if (function.isPresent()) {
      int within = (int) offset & (PciConfigSpace.SIZE - 1);
      function.get().config().write(within, width, value);
      places.known = false;
      function.get().configWritten(within, width);
    }
  }

  private Optional<PciFunction> function(long offset) {
    int number = (int) (offset >>> FUNCTION_SHIFT) & FUNCTIONS_MASK;
    int bus = (int) (offset >>> BUS_SHIFT);
    return bus(root, 0, bus).flatMap(found -> found.function(number));
  }

  /** The bus that guests have given the number {@code wanted}. */
  private static Optional<PciBus> bus(PciBus from, int number, int wanted) {
    if (number == wanted) {
      return Optional.of(from);
    }
    for (PciFunction function : from.functions()) {
      if (function instanceof PciBridge bridge && bridge.covers(wanted)) {
        return bus(bridge.bus(), bridge.secondaryNumber(), wanted);
      }
    }
    return Optional.empty();
  }

  /**
   * A window onto an address space of the bus; {@code base} is what its first byte is called there.
   */
  public MmioHandler window(boolean io, long base) {
    return new Window(io, base);
  }

  private final class Window implements MmioHandler {
    private final boolean io;
    private final long base;

    Window(boolean io, long base) {
      this.io = io;
      this.base = base;
    }

    @Override
    public long read(long offset, int width) {
      Optional<Placed> found = find(io, base + offset, width);
      if (found.isEmpty()) {
        log.guestError("read where no device is: 0x" + Long.toHexString(base + offset));
        return width == 8 ? -1 : (1L << 8 * width) - 1;
      }
      long within = base + offset - found.get().base();
      return found.get().bar().handler().read(within, width);
    }

    @Override
    public void write(long offset, int width, long value) {
      Optional<Placed> found = find(io, base + offset, width);
      if (found.isEmpty()) {
        log.guestError("write where no device is: 0x" + Long.toHexString(base + offset));
        return;
      }
      found.get().bar().handler().write(base + offset - found.get().base(), width, value);
    }
  }

  private Optional<Placed> find(boolean io, long address, int width) {
    if (!places.known) {
      places.blocks.clear();
      place(root, List.of());
      places.known = true;
    }
    for (Placed block : places.blocks) {
      long within = address - block.base();
      if ((block.bar().kind() == PciBar.Kind.IO) == io
          && within >= 0
          && within <= block.bar().size() - width) {
        return Optional.of(block);
      }
    }
    return Optional.empty();
  }

  private void place(PciBus bus, List<PciBridge> path) {
    for (PciFunction function : bus.functions()) {
      long command = function.config().get(PciConfigSpace.COMMAND, 2);
      for (PciBar bar : function.bars()) {
        boolean io = bar.kind() == PciBar.Kind.IO;
        long enable = io ? PciConfigSpace.COMMAND_IO : PciConfigSpace.COMMAND_MEMORY;
        long base = bar.base(function.config());
        boolean reached = (command & enable) != 0;
        for (PciBridge bridge : path) {
          reached &= bridge.forwards(io, base, bar.size());
        }
        if (reached) {
          places.blocks.add(new Placed(base, bar));
        }
      }
      if (function instanceof PciBridge bridge) {
        List<PciBridge> longer = new ArrayList<>(path);
        longer.add(bridge);
        place(bridge.bus(), longer);
      }
    }
  }

  /** Everything on the buses. */
  public List<Device> devices() {
    List<Device> all = new ArrayList<>();
    collect(root, all);
    return all;
  }

  private static void collect(PciBus bus, List<Device> all) {
    for (PciFunction function : bus.functions()) {
      all.add(function);
      if (function instanceof PciBridge bridge) {
        collect(bridge.bus(), all);
      }
    }
  }

  /** All buses, the root first. */
  public List<PciBus> buses() {
    List<PciBus> all = new ArrayList<>(List.of(root));
    for (Device device : devices()) {
      if (device instanceof PciBridge bridge) {
        all.add(bridge.bus());
      }
    }
    return all;
  }

  @Override
  public void reset() {
    for (Device device : devices()) {
      device.reset();
    }
    places.known = false;
  }

  /** To be called when functions were restored by others. */
  public void placesChanged() {
    places.known = false;
  }
}
