package org.javisor.system.board;

import org.javisor.device.clock.GoldfishRtc;
import org.javisor.device.firmware.BootRom;
import org.javisor.device.interrupt.Aclint;
import org.javisor.device.interrupt.Plic;
import org.javisor.device.power.SifiveTest;
import org.javisor.device.serial.Ns16550;
import org.javisor.device.virtio.transport.VirtioMmio;

/**
 * The memory map of the riscv64 machine {@code virt}: a row is a region, with the PLIC source of
 * what stands there (0 for none).
 */
enum VirtMap {
  ROM(0x1000, BootRom.SIZE, 0),
  TEST(0x100000, SifiveTest.SIZE, 0),
  RTC(0x101000, GoldfishRtc.SIZE, 11),
  ACLINT(0x2000000, Aclint.SIZE, 0),
  PLIC(0xC000000, Plic.SIZE, 0),
  UART(0x10000000, Ns16550.SIZE, 10),
  /** Eight slots, one after the other; sources 1 to 8. */
  VIRTIO(0x10001000, VirtioMmio.SIZE, 1),
  RAM(0x80000000L, 0, 0);

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
}
