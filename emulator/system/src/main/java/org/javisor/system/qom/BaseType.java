package org.javisor.system.qom;

import java.util.List;
import java.util.Optional;

/** Types that others are kinds of: what these have in common is said here. */
enum BaseType {
  OBJECT("object", "", Property.of("type", "string", Property.Kind.TEXT)),
  ACCEL("accel", "object"),
  AUTHZ("authz", "object"),
  BASE_PCI_BRIDGE("base-pci-bridge", "pci-device"),
  BUS("bus", "object", Property.of("realized", "bool", Property.Kind.FLAG)),
  CHARDEV("chardev", "object"),
  CHARDEV_FD("chardev-fd", "chardev"),
  CPU("cpu", "device"),
  DEVICE(
      "device",
      "object",
      Property.link("parent_bus", "bus"),
      Property.of("realized", "bool", Property.Kind.FLAG),
      Property.of("hotplugged", "bool", Property.Kind.FLAG),
      Property.of("hotpluggable", "bool", Property.Kind.FLAG)),
  EVENT_LOOP_BASE("event-loop-base", "object", HostObjectType.eventLoop()),
  FW_CFG("fw_cfg", "sys-bus-device"),
  MACHINE("machine", "object", MachineProperty.common()),
  MEMORY_BACKEND("memory-backend", "object", HostObjectType.memory()),
  PCI_DEVICE(
      "pci-device",
      "device",
      Property.of("addr", "str", Property.Kind.PCI_ADDRESS)
          .described("Slot and optional function number, example: 06.0 or 06")
          .or(-1),
      Property.flag("multifunction", false)),
  PCIE_HOST_BRIDGE("pcie-host-bridge", "pci-host-bridge"),
  PCIE_PORT("pcie-port", "base-pci-bridge", Property.number("port", "uint8").or(0)),
  PCIE_ROOT_PORT_BASE("pcie-root-port-base", "pcie-slot"),
  PCIE_SLOT(
      "pcie-slot",
      "pcie-port",
      Property.number("chassis", "uint8").or(0),
      Property.number("slot", "uint16").or(0),
      Property.flag("hotplug", true)),
  PCI_HOST_BRIDGE("pci-host-bridge", "sys-bus-device"),
  RISCV_CPU("riscv-cpu", "cpu"),
  RISCV_DYNAMIC_CPU("riscv-dynamic-cpu", "riscv-cpu"),
  RISCV_VENDOR_CPU("riscv-vendor-cpu", "riscv-cpu"),
  RNG_BACKEND("rng-backend", "object"),
  SECRET_COMMON("secret_common", "object"),
  SYS_BUS_DEVICE("sys-bus-device", "device"),
  TLS_CREDS("tls-creds", "object", HostObjectType.encryption()),
  VIRTIO_BALLOON_PCI_BASE("virtio-balloon-pci-base", "virtio-pci"),
  VIRTIO_BLK_PCI_BASE("virtio-blk-pci-base", "virtio-pci"),
  VIRTIO_BUS("virtio-bus", "bus"),
  VIRTIO_DEVICE("virtio-device", "device"),
  VIRTIO_PCI(
      "virtio-pci",
      "pci-device",
      Property.of("disable-legacy", "OnOffAuto", Property.Kind.AUTOMATIC)
          .described("on/off/auto")
          .or("auto")),
  VIRTIO_RNG_PCI_BASE("virtio-rng-pci-base", "virtio-pci");

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final QomType type;

  BaseType(String name, String parent, Property... own) {
    this(name, parent, List.of(own));
  }

  BaseType(String name, String parent, List<Property> own) {
    Optional<String> above = parent.isEmpty() ? Optional.empty() : Optional.of(parent);
    this.type = new QomType(name, above, true, own);
  }

  /** The type of that name, if it is one of these. */
  static Optional<QomType> of(String name) {
    for (BaseType base : values()) {
      if (base.type.name().equals(name)) {
        return Optional.of(base.type);
      }
    }
    return Optional.empty();
  }

  QomType type() {
    return type;
  }
}
