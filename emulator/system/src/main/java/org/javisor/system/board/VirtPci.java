package org.javisor.system.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.interrupt.Plic;
import org.javisor.device.pci.PciBridge;
import org.javisor.device.pci.PciBus;
import org.javisor.device.pci.PciFunction;
import org.javisor.device.pci.PciHost;
import org.javisor.device.pci.RootComplex;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.device.virtio.transport.VirtioPci;
import org.javisor.host.memory.RawMemory;
import org.javisor.system.qom.PluggedDevices;

/** The PCI Express part of {@code virt}. */
final class VirtPci {
  private final AddressSpace memory;
  private final BoardPorts ports;
  private final PciHost host;

  VirtPci(AddressSpace memory, Plic plic, BoardPorts ports, long highBase) {
    this.memory = memory;
    this.ports = ports;
    IrqLine[] lines = new IrqLine[PciBus.PINS];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = plic.source(VirtMap.PCI_CONFIG.source() + i);
    }
    PciBus root = new PciBus(PluggedDevices.ROOT_BUS, lines);
    root.plug(0, 0, new RootComplex());
    host = new PciHost(root, log("pcie"));
    memory.map(host.name(), VirtMap.PCI_CONFIG.base(), VirtMap.PCI_CONFIG.size(), host);
    memory.map("pcie-io", VirtMap.PCI_IO.base(), VirtMap.PCI_IO.size(), host.window(true, 0));
    memory.map(
        "pcie-memory",
        VirtMap.PCI_MEMORY.base(),
        VirtMap.PCI_MEMORY.size(),
        host.window(false, VirtMap.PCI_MEMORY.base()));
    memory.map("pcie-high", highBase, VirtMap.PCI_HIGH.size(), host.window(false, highBase));
  }

  private DeviceLog log(String device) {
    return new DeviceLog(device, ports.log());
  }

  PciHost host() {
    return host;
  }

  /** Where a device is to be put. */
  private record Slot(PciBus bus, int device, int function, boolean behindPort) {}

  /** Where a device has been put, and whether drivers of old find it there. */
  record Place(int device, int function, boolean transitional) {}

  /** The virtio devices on all buses; the machine lock is held. */
  List<VirtioDevice> virtioDevices() {
    List<VirtioDevice> all = new ArrayList<>();
    for (Device device : host.devices()) {
      if (device instanceof VirtioPci virtio) {
        all.add(virtio.device());
      }
    }
    return all;
  }

  /** How a device comes to be that has a place. */
  interface Making {
    VirtioDevice make() throws DeviceException;
  }

  /** Makes a virtio device and puts it into a slot. */
  Place plug(Making making, PciAddress address, boolean transitional) throws DeviceException {
    Slot slot = slot(address);
    requireFree(slot);
    boolean old = transitional && !slot.behindPort();
    VirtioDevice device = making.make();
    VirtioPci function =
        new VirtioPci(
            device,
            new VirtioPci.Config(old),
            new VirtioPci.Wiring(memory, slot.bus().line(slot.device(), 1), this::message),
            log(device.name()));
    put(slot, function, address);
    return new Place(slot.device(), slot.function(), old);
  }

  /** Adds a root port whose bus is called {@code id}. */
  Place addRootPort(String id, int number, PciAddress address) throws DeviceException {
    if (busNamed(id).isPresent()) {
      throw new DeviceException("Duplicate device ID '" + id + "'");
    }
    Slot slot = slot(address);
    IrqLine[] pins = new IrqLine[PciBus.PINS];
    for (int i = 0; i < pins.length; i++) {
      pins[i] = slot.bus().line(slot.device(), i + 1);
    }
    requireFree(slot);
    PciBridge[] port = new PciBridge[1];
    port[0] =
        new PciBridge(
            new PciBridge.Config(id, number),
            new PciBridge.Wiring(
                slot.bus().line(slot.device(), 1),
                List.of(pins),
                () -> ports.ejected().accept(port[0])));
    put(slot, port[0], address);
    return new Place(slot.device(), slot.function(), false);
  }

  private static void requireFree(Slot slot) throws DeviceException {
    if (slot.bus().isTaken(slot.device(), slot.function())) {
      throw new DeviceException(
          "PCI: slot " + slot.device() + " function " + slot.function() + " not available");
    }
  }

  private void put(Slot slot, PciFunction function, PciAddress address) {
    if (address.multifunction()) {
      function.config().setMultifunction();
    }
    memory.lock().lock();
    try {
      if (!slot.bus().plug(slot.device(), slot.function(), function)) {
        throw new IllegalStateException("the place was free: " + slot);
      }
      host.placesChanged();
      port(slot.bus().name())
          .ifPresent(
              address.running() ? each -> each.slot().inserted() : each -> each.slot().filled());
    } finally {
      memory.lock().unlock();
    }
  }

  /** The port in front of the bus called {@code bus}; none is in front of the root. */
  Optional<PciBridge> port(String bus) {
    for (Device device : host.devices()) {
      if (device instanceof PciBridge bridge && bridge.bus().name().equals(bus)) {
        return Optional.of(bridge);
      }
    }
    return Optional.empty();
  }

  /**
   * Takes out what is behind a port.
   *
   * @return the devices that were there; they touch nothing any more
   */
  List<VirtioDevice> unplug(PciBridge port) {
    List<VirtioDevice> gone = new ArrayList<>();
    memory.lock().lock();
    try {
      for (PciFunction function : List.copyOf(port.bus().numbered().values())) {
        if (function instanceof VirtioPci virtio) {
          virtio.reset();
          virtio.device().close();
          gone.add(virtio.device());
          boolean _ = port.bus().unplug(function);
        }
      }
      host.placesChanged();
      port.slot().removed();
    } finally {
      memory.lock().unlock();
    }
    return gone;
  }

  private Optional<PciBus> busNamed(String name) {
    return host.buses().stream().filter(bus -> bus.name().equals(name)).findFirst();
  }

  private Slot slot(PciAddress address) throws DeviceException {
    String name = address.bus().orElse(host.root().name());
    Optional<PciBus> bus = busNamed(name);
    if (bus.isEmpty()) {
      throw new DeviceException("Bus '" + name + "' not found");
    }
    boolean behindPort = bus.get() != host.root();
    Optional<Integer> device = address.device();
    if (device.isEmpty()) {
      device = behindPort ? bus.get().freeSlot(0).filter(free -> free == 0) : bus.get().freeSlot(1);
    }
    if (device.isEmpty()) {
      throw new DeviceException("PCI: no slot/function available for bus '" + name + "'");
    }
    if (behindPort && device.get() != 0) {
      throw new DeviceException(
          "PCI: slot " + device.get() + " is not valid for bus '" + name + "', which has one slot");
    }
    return new Slot(bus.get(), device.get(), address.function(), behindPort);
  }

  /** No controller takes messages on this machine: they are writes to memory like others. */
  private void message(long address, int data) {
    long target = memory.ramAddress(address, Integer.BYTES);
    if (target != 0) {
      RawMemory.putInt(target, data);
      memory.ramWritten(address, Integer.BYTES);
    }
  }
}
