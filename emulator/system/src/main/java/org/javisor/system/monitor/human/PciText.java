package org.javisor.system.monitor.human;

import java.util.List;
import org.javisor.qmp.api.PciBusInfo;
import org.javisor.qmp.api.PciDeviceId;
import org.javisor.qmp.api.PciDeviceInfo;
import org.javisor.qmp.api.PciInfo;
import org.javisor.qmp.api.PciMemoryRange;
import org.javisor.qmp.api.PciMemoryRegion;
import org.javisor.qmp.api.QueryPci;
import org.javisor.qmp.wire.QmpException;

/** "info pci". */
final class PciText {
  private final StringBuilder text = new StringBuilder();

  private PciText() {}

  static String of(HumanSession.Surroundings around) throws QmpException {
    PciText all = new PciText();
    for (PciInfo bus : around.ask(new QueryPci())) {
      for (PciDeviceInfo device : bus.devices()) {
        all.device(device);
      }
    }
    return all.text.toString();
  }

  private void device(PciDeviceInfo device) {
    text.append(
        String.format(
            "  Bus %2d, device %3d, function %d:%n",
            device.bus(), device.slot(), device.function()));
    long kind = device.classInfo().classValue();
    String word = device.classInfo().desc().orElse(String.format("Class %04d", kind));
    PciDeviceId id = device.id();
    text.append(String.format("    %s: PCI device %04x:%04x%n", word, id.vendor(), id.device()));
    if (id.subsystemVendor().isPresent() && id.subsystem().isPresent()) {
      text.append(
          String.format(
              "      PCI subsystem %04x:%04x%n", id.subsystemVendor().get(), id.subsystem().get()));
    }
    if (device.irq().isPresent()) {
      char pin = (char) ('A' + device.irqPin() - 1);
      text.append(String.format("      IRQ %d, pin %c%n", device.irq().get(), pin));
    }
    if (device.pciBridge().isPresent()) {
      bridge(device.pciBridge().get().bus());
    }
    for (PciMemoryRegion region : device.regions()) {
      region(region);
    }
    text.append("      id \"").append(device.qdevId()).append("\"\n");
    if (device.pciBridge().isPresent()) {
      for (PciDeviceInfo behind : device.pciBridge().get().devices().orElse(List.of())) {
        device(behind);
      }
    }
  }

  private void bridge(PciBusInfo bus) {
    text.append("      BUS ").append(bus.number()).append(".\n");
    text.append("      secondary bus ").append(bus.secondary()).append(".\n");
    text.append("      subordinate bus ").append(bus.subordinate()).append(".\n");
    range("IO", 4, bus.ioRange());
    range("memory", 8, bus.memoryRange());
    range("prefetchable memory", 8, bus.prefetchableRange());
  }

  private void range(String what, int digits, PciMemoryRange range) {
    text.append("      ").append(what).append(" range [");
    text.append(hex(range.base(), digits)).append(", ").append(hex(range.limit(), digits));
    text.append("]\n");
  }

  private void region(PciMemoryRegion region) {
    text.append("      BAR").append(region.bar()).append(": ");
    boolean io = region.type().equals("io");
    if (io) {
      text.append("I/O");
    } else {
      text.append(region.memType64().orElse(false) ? "64 bit" : "32 bit");
      text.append(region.prefetch().orElse(false) ? " prefetchable memory" : " memory");
    }
    long address = region.address();
    if (address == -1) {
      text.append(" (not mapped)\n");
      return;
    }
    int digits = io ? 4 : 8;
    text.append(" at ").append(hex(address, digits)).append(" [");
    text.append(hex(address + region.size() - 1, digits)).append("]\n");
  }

  private static String hex(long value, int digits) {
    String text = Long.toHexString(value);
    return "0x" + "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
