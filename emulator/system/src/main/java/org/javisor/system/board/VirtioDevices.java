package org.javisor.system.board;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.entropy.EntropySource;
import org.javisor.backend.iothread.IoThread;
import org.javisor.backend.job.ErrorPolicy;
import org.javisor.device.entropy.VirtioRng;
import org.javisor.device.memory.VirtioBalloon;
import org.javisor.device.pci.PciBridge;
import org.javisor.device.storage.DiskErrors;
import org.javisor.device.storage.VirtioBlk;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.PluggedDevices.Plugged;
import org.javisor.system.qom.Property;

/** Makes the devices that {@code -device} and {@code device_add} name, and plugs them. */
public final class VirtioDevices {
  private static final String ON = "on";

  private final VirtBoard board;
  private final BlockNodes nodes;
  private final HostObjects objects;

  /**
   * @param board where they are plugged; it has not run yet
   * @param nodes the disks that they can have
   * @param objects what else they can refer to
   */
  public VirtioDevices(VirtBoard board, BlockNodes nodes, HostObjects objects) {
    this.board = board;
    this.nodes = nodes;
    this.objects = objects;
  }

  /** Adds {@code device} to a board that has not run yet. */
  public Plugged add(Plugged device) throws DeviceException {
    return add(device, false);
  }

  /**
   * Adds {@code device} to the board.
   *
   * @param running whether the guest may run meanwhile
   * @return the device with what it was given where nothing had been asked for
   */
  public Plugged add(Plugged device, boolean running) throws DeviceException {
    return switch (device.model()) {
      case LOADER -> throw new DeviceException("'loader' comes on the command line only");
      case PCIE_ROOT_PORT -> rootPort(device);
      case VIRTIO_BALLOON_DEVICE, VIRTIO_BLK_DEVICE, VIRTIO_RNG_DEVICE -> {
        if (!board.hasFreeSlot() || !board.plug(model(device))) {
          throw new DeviceException(
              "No 'virtio-bus' bus found for device '" + device.model().text() + "'");
        }
        yield device;
      }
      case VIRTIO_BALLOON_PCI,
          VIRTIO_BALLOON_PCI_TRANSITIONAL,
          VIRTIO_BLK_PCI,
          VIRTIO_BLK_PCI_TRANSITIONAL,
          VIRTIO_RNG_PCI,
          VIRTIO_RNG_PCI_TRANSITIONAL -> {
        boolean modern = device.text("disable-legacy").orElse("auto").equals(ON);
        yield placed(
            device, board.pci().plug(() -> model(device), address(device, running), !modern));
      }
      case VIRTIO_BALLOON_PCI_NON_TRANSITIONAL,
          VIRTIO_BLK_PCI_NON_TRANSITIONAL,
          VIRTIO_RNG_PCI_NON_TRANSITIONAL ->
          placed(device, board.pci().plug(() -> model(device), address(device, running), false));
    };
  }

  private static Plugged placed(Plugged device, VirtPci.Place place) {
    Plugged at =
        device.with("addr", new JsonValue.Int(Property.address(place.device(), place.function())));
    return at.with("disable-legacy", new JsonValue.Text(place.transitional() ? "off" : ON));
  }

  private VirtioDevice model(Plugged device) throws DeviceException {
    return switch (device.model()) {
      case VIRTIO_BALLOON_DEVICE,
          VIRTIO_BALLOON_PCI,
          VIRTIO_BALLOON_PCI_NON_TRANSITIONAL,
          VIRTIO_BALLOON_PCI_TRANSITIONAL ->
          board.addBalloon(device.flag("deflate-on-oom"));
      case VIRTIO_BLK_DEVICE,
          VIRTIO_BLK_PCI,
          VIRTIO_BLK_PCI_NON_TRANSITIONAL,
          VIRTIO_BLK_PCI_TRANSITIONAL ->
          disk(device);
      case VIRTIO_RNG_DEVICE,
          VIRTIO_RNG_PCI,
          VIRTIO_RNG_PCI_NON_TRANSITIONAL,
          VIRTIO_RNG_PCI_TRANSITIONAL ->
          new VirtioRng(entropy(device));
      case LOADER, PCIE_ROOT_PORT -> throw new IllegalStateException(device.model().text());
    };
  }

  private Plugged rootPort(Plugged device) throws DeviceException {
    long number =
        device
            .number("slot")
            .filter(slot -> slot != 0)
            .or(() -> device.number("chassis"))
            .orElse(0L);
    VirtPci.Place place =
        board
            .pci()
            .addRootPort(
                device.id().orElse("pcie-root-port"), (int) number, address(device, false));
    return device.with(
        "addr", new JsonValue.Int(Property.address(place.device(), place.function())));
  }

  /** The port that {@code device} can be taken from, if it is behind one. */
  public Optional<PciBridge> port(Plugged device) {
    return device.model().bus() == DeviceModel.Bus.PCI
        ? device.bus().flatMap(board.pci()::port)
        : Optional.empty();
  }

  /**
   * Takes what is behind a port out of the machine.
   *
   * @param devices what that is
   * @throws IOException when what is left of a disk cannot be written; it is gone all the same
   */
  public void remove(PciBridge port, List<Plugged> devices) throws IOException {
    for (VirtioDevice gone : board.pci().unplug(port)) {
      if (gone instanceof VirtioBalloon) {
        board.removeBalloon();
      }
    }
    for (Plugged device : devices) {
      if (device.text("drive").isPresent()) {
        nodes.detach(device.text("drive").get(), device.user());
      }
    }
  }

  private static PciAddress address(Plugged device, boolean running) {
    Optional<Long> place = device.number("addr").filter(address -> address >= 0);
    return new PciAddress(
        device.bus(),
        place.map(Property::device),
        place.isPresent() ? Property.function(place.get()) : 0,
        device.flag("multifunction"),
        running);
  }

  private EntropySource entropy(Plugged device) throws DeviceException {
    Optional<String> name = device.text("rng");
    if (name.isEmpty()) {
      return new SecureRandom()::nextBytes;
    }
    Optional<ObjectOptions> source = objects.find(name.get());
    if (source.isEmpty()) {
      throw new DeviceException("Device '" + name.get() + "' not found");
    }
    return switch (source.get()) {
      case ObjectOptions.RngBuiltin _ -> new SecureRandom()::nextBytes;
      case ObjectOptions.RngRandom random ->
          new HostEntropy(random.filename().orElse(HostEntropy.DEFAULT));
      case ObjectOptions other ->
          throw new DeviceException(
              "Invalid parameter type for '"
                  + device.model().text()
                  + ".rng', expected: rng-backend");
    };
  }

  private VirtioBlk disk(Plugged device) throws DeviceException {
    Optional<String> drive = device.text("drive");
    if (drive.isEmpty()) {
      throw new DeviceException("drive property not set");
    }
    Optional<IoThread> thread = thread(device);
    Optional<BlockBackend> disk;
    try {
      disk = nodes.attach(drive.get(), device.user());
    } catch (IOException e) {
      throw new DeviceException(e);
    }
    if (disk.isEmpty()) {
      throw new DeviceException(
          "Property '"
              + DeviceModel.VIRTIO_BLK_DEVICE.text()
              + ".drive' can't find value '"
              + drive.get()
              + "'");
    }
    String serial = device.text("serial").or(device::id).orElse("");
    DiskErrors errors =
        new DiskErrors(
            readPolicy(device),
            writePolicy(device),
            (reading, action, why) ->
                board.ports().disk().accept(new DiskFailure(device, reading, action, why)));
    return new VirtioBlk(new VirtioBlk.Config(serial, thread, errors), disk.get(), board.memory());
  }

  private static ErrorPolicy readPolicy(Plugged device) {
    return policy(device, "rerror", ErrorPolicy.REPORT);
  }

  private static ErrorPolicy writePolicy(Plugged device) {
    return policy(device, "werror", ErrorPolicy.ENOSPC);
  }

  private static ErrorPolicy policy(Plugged device, String property, ErrorPolicy usual) {
    return switch (device.text(property).orElse("auto")) {
      case "report" -> ErrorPolicy.REPORT;
      case "ignore" -> ErrorPolicy.IGNORE;
      case "enospc" -> ErrorPolicy.ENOSPC;
      case "stop" -> ErrorPolicy.STOP;
      default -> usual;
    };
  }

  /** Whether the guest may be stopped for an error of the device's disk. */
  public static boolean stopsForErrors(Plugged device) {
    ErrorPolicy write = writePolicy(device);
    return write == ErrorPolicy.ENOSPC
        || write == ErrorPolicy.STOP
        || readPolicy(device) == ErrorPolicy.STOP;
  }

  private Optional<IoThread> thread(Plugged device) throws DeviceException {
    Optional<String> name = device.text("iothread");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (objects.find(name.get()).isEmpty()) {
      throw new DeviceException("Device '" + name.get() + "' not found");
    }
    Optional<IoThread> thread = objects.thread(name.get());
    if (thread.isEmpty()) {
      throw new DeviceException("Invalid parameter type for 'iothread', expected: iothread");
    }
    return thread;
  }
}
