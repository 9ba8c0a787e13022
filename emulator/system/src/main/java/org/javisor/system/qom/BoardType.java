package org.javisor.system.qom;

import java.util.List;
import java.util.Optional;

/** Types of what a machine has without being asked: devices, buses, accelerators, containers. */
public enum BoardType {
  CFI_PFLASH01("cfi.pflash01", "sys-bus-device"),
  CONTAINER("container", "object"),
  FW_CFG_MEM("fw_cfg_mem", "fw_cfg"),
  GOLDFISH_RTC("goldfish_rtc", "sys-bus-device"),
  GPEX_PCIHOST("gpex-pcihost", "pcie-host-bridge"),
  GPEX_ROOT("gpex-root", "pci-device"),
  PCI_BUS("PCI", "bus"),
  PCIE_BUS("PCIE", "PCI"),
  RISCV_ACLINT_MTIMER("riscv.aclint.mtimer", "sys-bus-device"),
  RISCV_ACLINT_SWI("riscv.aclint.swi", "sys-bus-device"),
  RISCV_HART_ARRAY(
      "riscv.hart_array",
      "sys-bus-device",
      Property.number("num-harts", "uint32").or(1),
      Property.number("hartid-base", "uint32").or(0),
      Property.text("cpu-type")),
  RISCV_SIFIVE_PLIC("riscv.sifive.plic", "sys-bus-device"),
  RISCV_SIFIVE_TEST("riscv.sifive.test", "sys-bus-device"),
  SERIAL_MM("serial-mm", "sys-bus-device", Property.text("chardev")),
  TCG_ACCEL("tcg-accel", "accel"),
  VIRTIO_MMIO("virtio-mmio", "sys-bus-device", Property.flag("force-legacy", false)),
  VIRTIO_MMIO_BUS("virtio-mmio-bus", "virtio-bus"),
  VIRTIO_PCI_BUS("virtio-pci-bus", "virtio-bus");

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final QomType type;

  BoardType(String name, String parent, Property... own) {
    this.type = new QomType(name, Optional.of(parent), false, List.of(own));
  }

  QomType type() {
    return type;
  }

  /** Its name. */
  public String text() {
    return type.name();
  }
}
