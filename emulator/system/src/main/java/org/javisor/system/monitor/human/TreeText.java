package org.javisor.system.monitor.human;

import java.util.List;
import java.util.Optional;
import org.javisor.bus.memory.Region;
import org.javisor.qmp.api.DeviceListProperties;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.PciBridgeInfo;
import org.javisor.qmp.api.PciDeviceInfo;
import org.javisor.qmp.api.PciInfo;
import org.javisor.qmp.api.PciMemoryRegion;
import org.javisor.qmp.api.QomGet;
import org.javisor.qmp.api.QomList;
import org.javisor.qmp.api.QueryPci;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.qom.BoardType;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.MachineModel;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PluggedDevices.Placed;
import org.javisor.system.qom.Property;

/** "info qtree": the buses and the devices on them, the newest first. */
final class TreeText {
  private static final String UNATTACHED = "/machine/unattached/";
  private static final int STEP = 2;

  private final HumanSession.Surroundings around;
  private final boolean brief;
  private final StringBuilder text = new StringBuilder();
  private final List<Placed> plugged;
  private final List<Region> regions;
  private int slots = MachineModel.VIRTIO_SLOTS;

  private TreeText(HumanSession.Surroundings around, boolean brief) {
    this.around = around;
    this.brief = brief;
    this.plugged = around.devices().placed().reversed();
    this.regions = around.regions();
  }

  static String devices(HumanSession.Surroundings around, Arguments in)
      throws HumanException, QmpException {
    boolean brief = !in.flags("b").isEmpty();
    in.end();
    TreeText tree = new TreeText(around, brief);
    tree.line(0, "bus: main-system-bus");
    tree.line(STEP, "type System");
    List<ObjectPropertyInfo> board = around.ask(new QomList("/machine/unattached"));
    for (ObjectPropertyInfo device : board.reversed()) {
      if (device.type().startsWith("child<")) {
        String type = device.type().substring("child<".length(), device.type().length() - 1);
        tree.boardDevice(type, UNATTACHED + device.name());
      }
    }
    return tree.text.toString();
  }

  private void line(int indent, String line) {
    text.append(" ".repeat(indent)).append(line).append('\n');
  }

  private void device(int indent, String type, String id, String path) throws QmpException {
    line(indent, "dev: " + type + ", id \"" + id + "\"");
    if (brief) {
      return;
    }
    for (ObjectPropertyInfo property : around.ask(new DeviceListProperties(type))) {
      if (!property.type().startsWith("link<") && !property.type().startsWith("child<")) {
        JsonValue value = around.ask(new QomGet(path, property.name()));
        line(indent + STEP, property.name() + " = " + shown(property, value));
      }
    }
  }

  private static String shown(ObjectPropertyInfo property, JsonValue value) {
    return switch (value) {
      case JsonValue.Text word -> "\"" + word.value() + "\"";
      case JsonValue.Bool flag -> Boolean.toString(flag.value());
      case JsonValue.Int number when property.name().equals("addr") -> place(number.value());
      case JsonValue.Int number when property.type().equals("size") ->
          number.value() + " (" + SizeText.rounded(number.value()) + ")";
      case JsonValue.Int number -> number.value() + " (0x" + Long.toHexString(number.value()) + ")";
      default -> "<null>";
    };
  }

  private static String place(long address) {
    return String.format("%02x.%x", Property.device(address), Property.function(address));
  }

  private void boardDevice(String type, String path) throws QmpException {
    device(STEP, type, "", path);
    boolean slot = type.equals(BoardType.VIRTIO_MMIO.text());
    slots -= slot ? 1 : 0;
    if (!brief) {
      int skip = slot ? slots : 0;
      Optional<Region> place =
          regions.stream().filter(region -> isOf(region, type)).skip(skip).findFirst();
      if (place.isPresent()) {
        String size = String.format("%016x/%016x", place.get().base(), place.get().size());
        line(2 * STEP, "mmio " + size);
      }
    }
    if (slot) {
      bus(2 * STEP, "virtio-mmio-bus." + slots, BoardType.VIRTIO_MMIO_BUS.text());
    } else if (type.equals(BoardType.GPEX_PCIHOST.text())) {
      bus(2 * STEP, PluggedDevices.ROOT_BUS, BoardType.PCIE_BUS.text());
    }
  }

  /** Whether a region is what a device of the board is reached by. */
  private static boolean isOf(Region region, String type) {
    String name = region.name();
    return name.equals(type)
        || name.equals(
            switch (type) {
              case "goldfish_rtc" -> "rtc";
              case "gpex-pcihost" -> "pcie";
              case "riscv.aclint.swi" -> "aclint";
              case "riscv.sifive.plic" -> "plic";
              case "riscv.sifive.test" -> "test";
              case "serial-mm" -> "serial";
              default -> type;
            });
  }

  private void bus(int indent, String name, String type) throws QmpException {
    line(indent, "bus: " + name);
    line(indent + STEP, "type " + type);
    for (Placed placed : plugged) {
      if (around.devices().bus(placed.device()).equals(Optional.of(name))) {
        plugged(indent + STEP, placed);
      }
    }
  }

  private void plugged(int indent, Placed placed) throws QmpException {
    String type = placed.device().model().text();
    String id = placed.device().id().orElse("");
    device(indent, type, id, placed.path());
    if (placed.device().model().bus() == DeviceModel.Bus.PCI && !brief) {
      registers(indent + STEP, placed);
    }
    if (placed.device().model() == DeviceModel.PCIE_ROOT_PORT) {
      bus(indent + STEP, id, BoardType.PCIE_BUS.text());
    } else if (!placed.backendPath().equals(placed.path())) {
      line(indent + STEP, "bus: virtio-bus");
      line(indent + 2 * STEP, "type " + BoardType.VIRTIO_PCI_BUS.text());
      JsonValue below = around.ask(new QomGet(placed.backendPath(), "type"));
      String backend = below instanceof JsonValue.Text name ? name.value() : "";
      device(indent + 2 * STEP, backend, "", placed.backendPath());
    }
  }

  private void registers(int indent, Placed placed) throws QmpException {
    for (PciInfo bus : around.ask(new QueryPci())) {
      registers(indent, placed, bus.devices());
    }
  }

  private void registers(int indent, Placed placed, List<PciDeviceInfo> devices) {
    long address = placed.device().number("addr").orElse(-1L);
    for (PciDeviceInfo device : devices) {
      Optional<PciBridgeInfo> bridge = device.pciBridge();
      if (bridge.isPresent()) {
        registers(indent, placed, bridge.get().devices().orElse(List.of()));
      }
      boolean same =
          device.qdevId().equals(placed.device().id().orElse(""))
              && Property.address((int) device.slot(), (int) device.function()) == address;
      if (same) {
        registers(indent, device);
      }
    }
  }

  private void registers(int indent, PciDeviceInfo device) {
    String kind =
        device
            .classInfo()
            .desc()
            .orElse(String.format("Class %04x", device.classInfo().classValue()));
    line(
        indent,
        String.format(
            "class %s, addr %02x:%02x.%x, pci id %04x:%04x (sub %04x:%04x)",
            kind,
            device.bus(),
            device.slot(),
            device.function(),
            device.id().vendor(),
            device.id().device(),
            device.id().subsystemVendor().orElse(0L),
            device.id().subsystem().orElse(0L)));
    for (PciMemoryRegion region : device.regions()) {
      line(
          indent,
          String.format(
              "bar %d: %s at 0x%x [0x%x]",
              region.bar(),
              region.type().equals("io") ? "i/o" : "mem",
              region.address(),
              region.address() + region.size() - 1));
    }
  }
}
