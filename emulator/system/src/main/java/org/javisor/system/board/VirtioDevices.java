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

  /** What is asked for. */
  public record Request(String driver, Optional<String> id, Optional<String> drive) {}

  /** Adds the device to {@code board}, which has not run yet. */
  public static void add(VirtBoard board, BlockNodes nodes, Request request)
      throws DeviceException {
    VirtioDevice device =
        switch (request.driver()) {
          case "virtio-blk-device" -> disk(board, nodes, request);
          case "virtio-rng-device" -> new VirtioRng(new SecureRandom()::nextBytes);
          default ->
              throw new DeviceException(
                  "'" + request.driver() + "' is not a valid device model name");
        };
    if (!board.plug(device)) {
      throw new DeviceException("No 'virtio-bus' bus found for device '" + request.driver() + "'");
    }
  }

  private static VirtioBlk disk(VirtBoard board, BlockNodes nodes, Request request)
      throws DeviceException {
    if (request.drive().isEmpty()) {
      throw new DeviceException("drive property not set");
    }
    Optional<BlockBackend> disk = nodes.find(request.drive().get());
    if (disk.isEmpty()) {
      throw new DeviceException(
          "Property 'virtio-blk-device.drive' can't find value '" + request.drive().get() + "'");
    }
    return new VirtioBlk(new VirtioBlk.Config(request.id().orElse("")), disk.get(), board.memory());
  }
}
