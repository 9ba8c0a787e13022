package org.javisor.system.board;

import org.javisor.device.clock.GoldfishRtc;
import org.javisor.device.firmware.BootRom;
import org.javisor.device.firmware.CfiFlash;
import org.javisor.device.firmware.FwCfg;
import org.javisor.device.interrupt.Aclint;
import org.javisor.device.interrupt.Plic;
import org.javisor.device.interrupt.Sswi;
import org.javisor.device.pci.PciHost;
import org.javisor.device.power.SifiveTest;
import org.javisor.device.serial.Ns16550;
import org.javisor.device.virtio.transport.VirtioMmio;
import org.javisor.system.firmware.VirtDeviceTree;

/**
 * The memory map of the riscv64 machine {@code virt}: a row is a region, with the PLIC source of
 * what stands there (0 for none).
 */
enum VirtMap {
  ROM(0x1000, BootRom.SIZE, 0),
  TEST(0x100000, SifiveTest.SIZE, 0),
  RTC(0x101000, GoldfishRtc.SIZE, 11),
  ACLINT(0x2000000, Aclint.SIZE, 0),
  SSWI(0x2F00000, Sswi.SIZE, 0),
  PCI_IO(0x3000000, 0x10000, 0),
  /** For devices that are added without a place of their own: none today. */
  PLATFORM_BUS(0x4000000, 0x2000000, 0),
  PLIC(0xC000000, Plic.SIZE, 0),
  UART(0x10000000, Ns16550.SIZE, 10),
  /** Eight slots, one after the other; sources 1 to 8. */
  VIRTIO(0x10001000, VirtioMmio.SIZE, 1),
  FW_CFG(0x10100000, FwCfg.SIZE, 0),
  FLASH0(0x20000000, CfiFlash.SIZE, 0),
  FLASH1(0x22000000, CfiFlash.SIZE, 0),
  /** Configuration space; four sources for the pins. */
  PCI_CONFIG(0x30000000, PciHost.CONFIG_SIZE, 32),
  PCI_MEMORY(0x40000000, 0x40000000, 0),
  RAM(0x80000000L, 0, 0),
  /** Above RAM: its base is a multiple of its size. */
  PCI_HIGH(0, 16L << 30, 0);

  private final long base;
  private final long size;
  private final int source;

  VirtMap(long base, long size, int source) {
    this.base = base;
    this.size = size;
    this.source = source;
  }

  /** First guest physical address. */
  long base() {
    return base;
  }

  /** Bytes; for RAM the configuration decides. */
  long size() {
    return size;
  }

  /** PLIC source. */
  int source() {
    return source;
  }

  /** As the device tree has it. */
  VirtDeviceTree.Place place() {
    return new VirtDeviceTree.Place(base, size, source);
  }

  /** Where {@link #PCI_HIGH} is on a machine with so much RAM. */
  static long highBase(long ramBytes) {
    return (RAM.base + ramBytes + PCI_HIGH.size - 1) & -PCI_HIGH.size;
  }
}
