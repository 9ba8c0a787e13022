package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.device.pci.PciBar;
import org.javisor.device.pci.PciBridge;
import org.javisor.device.pci.PciBus;
import org.javisor.device.pci.PciConfigSpace;
import org.javisor.device.pci.PciFunction;
import org.javisor.device.pci.PciHost;
import org.javisor.qmp.api.PciBridgeInfo;
import org.javisor.qmp.api.PciBusInfo;
import org.javisor.qmp.api.PciDeviceClass;
import org.javisor.qmp.api.PciDeviceId;
import org.javisor.qmp.api.PciDeviceInfo;
import org.javisor.qmp.api.PciHandler;
import org.javisor.qmp.api.PciInfo;
import org.javisor.qmp.api.PciMemoryRange;
import org.javisor.qmp.api.PciMemoryRegion;
import org.javisor.qmp.api.QmpCall;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PluggedDevices.Plugged;
import org.javisor.system.qom.Property;

/** What is on the PCI buses, as guests have set it up. */
final class PciCommands implements PciHandler {
  private static final int FUNCTIONS = 8;
  private static final int CLASS = 0x0A;
  private static final int BRIDGE_CLASS = 0x0604;

  private final Machine machine;
  private final PluggedDevices devices;

  PciCommands(Machine machine, PluggedDevices devices) {
    this.machine = machine;
    this.devices = devices;
  }

  @Override
  public List<PciInfo> queryPci(QmpCall call) {
    Optional<VirtBoard> board = machine.board();
    if (board.isEmpty()) {
      return List.of();
    }
    BoardView view = new BoardView(board.get());
    view.lock().lock();
    try {
      PciHost host = view.pci();
      return List.of(new PciInfo(0, devices(host, host.root(), 0)));
    } finally {
      view.lock().unlock();
    }
  }

  private List<PciDeviceInfo> devices(PciHost host, PciBus bus, int number) {
    List<PciDeviceInfo> all = new ArrayList<>();
    for (Map.Entry<Integer, PciFunction> entry : bus.numbered().entrySet()) {
      int place = entry.getKey();
      PciFunction function = entry.getValue();
      PciConfigSpace config = function.config();
      PciDeviceInfo info =
          PciDeviceInfo.of(
              number,
              place / FUNCTIONS,
              place % FUNCTIONS,
              kind((int) config.get(CLASS, 2)),
              id(config),
              config.get(PciConfigSpace.INTERRUPT_PIN, 1),
              name(bus, place),
              regions(function));
      if (info.irqPin() != 0) {
        info = info.withIrq(config.get(PciConfigSpace.INTERRUPT_LINE, 1));
      }
      if (function instanceof PciBridge bridge) {
        info = info.withPciBridge(bridge(host, bridge));
      }
      all.add(info);
    }
    return all;
  }

  private static PciDeviceClass kind(int code) {
    Optional<String> text =
        switch (code) {
          case 0x0100 -> Optional.of("SCSI controller");
          case 0x0200 -> Optional.of("Ethernet controller");
          case 0x0600 -> Optional.of("Host bridge");
          case BRIDGE_CLASS -> Optional.of("PCI bridge");
          default -> Optional.empty();
        };
    return new PciDeviceClass(text, code);
  }

  private static PciDeviceId id(PciConfigSpace config) {
    PciDeviceId id = PciDeviceId.of(config.get(2, 2), config.get(0, 2));
    if ((config.get(PciConfigSpace.HEADER_TYPE, 1) & 0x7F) != 0) {
      return id;
    }
    return id.withSubsystem(config.get(PciConfigSpace.SUBSYSTEM + 2, 2))
        .withSubsystemVendor(config.get(PciConfigSpace.SUBSYSTEM, 2));
  }

  /** The name that the device in that place was given; empty if none. */
  private String name(PciBus bus, int place) {
    long address = Property.address(place / FUNCTIONS, place % FUNCTIONS);
    for (Plugged device : devices.all()) {
      boolean here =
          devices.bus(device).equals(Optional.of(bus.name()))
              && device.number("addr").equals(Optional.of(address));
      if (here) {
        return device.id().orElse("");
      }
    }
    return "";
  }

  private static List<PciMemoryRegion> regions(PciFunction function) {
    List<PciMemoryRegion> all = new ArrayList<>();
    for (PciBar bar : function.bars()) {
      boolean io = bar.kind() == PciBar.Kind.IO;
      PciMemoryRegion region =
          PciMemoryRegion.of(bar.index(), io ? "io" : "memory", address(function, bar), bar.size());
      if (!io) {
        boolean wide = bar.kind() == PciBar.Kind.MEMORY_64;
        region = region.withPrefetch(wide).withMemType64(wide);
      }
      all.add(region);
    }
    return all;
  }

  private static long address(PciFunction function, PciBar bar) {
    long command = function.config().get(PciConfigSpace.COMMAND, 2);
    long enable =
        bar.kind() == PciBar.Kind.IO ? PciConfigSpace.COMMAND_IO : PciConfigSpace.COMMAND_MEMORY;
    long base = bar.base(function.config());
    return (command & enable) == 0 || base == 0 ? -1 : base;
  }

  private PciBridgeInfo bridge(PciHost host, PciBridge bridge) {
    PciBusInfo bus =
        new PciBusInfo(
            bridge.primaryNumber(),
            bridge.secondaryNumber(),
            bridge.subordinateNumber(),
            range(bridge.ports()),
            range(bridge.memory()),
            range(bridge.prefetchable()));
    int behind = bridge.secondaryNumber();
    PciBridgeInfo info = PciBridgeInfo.of(bus);
    return behind == 0 ? info : info.withDevices(devices(host, bridge.bus(), behind));
  }

  private static PciMemoryRange range(PciBridge.Window window) {
    return new PciMemoryRange(window.base(), window.limit());
  }
}
