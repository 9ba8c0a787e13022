package org.javisor.system.board;

import java.security.SecureRandom;
import java.util.Optional;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.device.entropy.VirtioRng;
import org.javisor.device.storage.VirtioBlk;
import org.javisor.device.virtio.transport.VirtioDevice;

/**
 * Makes the virtio devices that {@code -device} and {@code device_add} name, and puts them into the
 * board's slots.
 */
public final class VirtioDevices {
  private VirtioDevices() {}

  private static final String MMIO = "-device";
  private static final String PCI = "-pci";
  private static final String TRANSITIONAL = "-pci-transitional";
  private static final String MODERN = "-pci-non-transitional";

  /**
   * What is asked for.
   *
   * @param number what a root port calls the slot behind it
   */
  public record Request(
      String driver, Optional<String> id, Optional<String> drive, PciAddress address, int number) {
    /** A device anywhere. */
    public Request(String driver, Optional<String> id, Optional<String> drive) {
      this(driver, id, drive, PciAddress.ANY, 0);
    }
  }

  /** Adds the device to {@code board}, which has not run yet. */
  public static void add(VirtBoard board, BlockNodes nodes, Request request)
      throws DeviceException {
    if (request.driver().equals("pcie-root-port")) {
      board
          .pci()
          .addRootPort(request.id().orElse("pcie-root-port"), request.number(), request.address());
      return;
    }
    String model = model(request.driver());
    VirtioDevice device =
        switch (model) {
          case "virtio-blk" -> disk(board, nodes, request);
          case "virtio-rng" -> new VirtioRng(new SecureRandom()::nextBytes);
          default ->
              throw new DeviceException(
                  "'" + request.driver() + "' is not a valid device model name");
        };
    if (!request.driver().equals(model + MMIO)) {
      board.pci().plug(device, request.address(), !request.driver().endsWith(MODERN));
    } else if (!board.plug(device)) {
      throw new DeviceException("No 'virtio-bus' bus found for device '" + request.driver() + "'");
    }
  }

  /** The device type, without the way it is reached; PCI is what a bare name means. */
  private static String model(String driver) {
    for (String transport : new String[] {MODERN, TRANSITIONAL, PCI, MMIO}) {
      if (driver.endsWith(transport)) {
        return driver.substring(0, driver.length() - transport.length());
      }
    }
    return driver;
  }

  private static VirtioBlk disk(VirtBoard board, BlockNodes nodes, Request request)
      throws DeviceException {
    if (request.drive().isEmpty()) {
      throw new DeviceException("drive property not set");
    }
    Optional<BlockBackend> disk = nodes.find(request.drive().get());
    if (disk.isEmpty()) {
      throw new DeviceException(
          "Property '"
              + request.driver()
              + ".drive' can't find value '"
              + request.drive().get()
              + "'");
    }
    return new VirtioBlk(new VirtioBlk.Config(request.id().orElse("")), disk.get(), board.memory());
  }
}
