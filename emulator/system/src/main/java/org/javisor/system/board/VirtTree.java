package org.javisor.system.board;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.system.firmware.BootException;
import org.javisor.system.firmware.TreePatch;
import org.javisor.system.firmware.VirtDeviceTree;
import org.javisor.system.qom.MachineModel;

/** The device tree that a {@code virt} board gives its guest. */
public final class VirtTree {
  private static final int SEED_BYTES = 32;

  private VirtTree() {}

  /**
   * The blob: the board's own, or the one that it was given, with what the kernel is to be told. An
   * initrd of size 0 is none.
   */
  public static byte[] make(BoardConfig config, long initrdStart, long initrdEnd)
      throws BootException {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    VirtDeviceTree.Boot boot =
        new VirtDeviceTree.Boot(config.boot().arguments(), initrdStart, initrdEnd, seed);
    if (config.boot().deviceTree().isPresent()) {
      return TreePatch.load(config.boot().deviceTree().get(), boot);
    }
    return VirtDeviceTree.build(
        new VirtDeviceTree.Place(VirtMap.RAM.base(), config.memoryBytes(), 0),
        new VirtDeviceTree.Cpus(config.cpus(), config.cpu()),
        places(config),
        boot);
  }

  private static VirtDeviceTree.Devices places(BoardConfig config) {
    List<VirtDeviceTree.Place> virtio = new ArrayList<>();
    for (int i = 0; i < MachineModel.VIRTIO_SLOTS; i++) {
      VirtMap row = VirtMap.VIRTIO;
      virtio.add(
          new VirtDeviceTree.Place(row.base() + i * row.size(), row.size(), row.source() + i));
    }
    VirtDeviceTree.Place high =
        new VirtDeviceTree.Place(
            VirtMap.highBase(config.memoryBytes()), VirtMap.PCI_HIGH.size(), 0);
    return new VirtDeviceTree.Devices(
        VirtMap.TEST.place(),
        VirtMap.RTC.place(),
        VirtMap.ACLINT.place(),
        config.options().aclint() ? Optional.of(VirtMap.SSWI.place()) : Optional.empty(),
        VirtMap.PLIC.place(),
        VirtBoard.PLIC_SOURCES,
        VirtMap.UART.place(),
        virtio,
        VirtMap.FW_CFG.place(),
        List.of(VirtMap.FLASH0.place(), VirtMap.FLASH1.place()),
        VirtMap.PLATFORM_BUS.place(),
        new VirtDeviceTree.Pci(
            VirtMap.PCI_CONFIG.place(), VirtMap.PCI_IO.place(), VirtMap.PCI_MEMORY.place(), high));
  }
}
