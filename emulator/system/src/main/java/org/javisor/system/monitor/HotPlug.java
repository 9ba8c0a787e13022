package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.javisor.backend.block.BlockNodes;
import org.javisor.device.pci.PciBridge;
import org.javisor.qmp.api.DeviceDeletedEvent;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.DeviceException;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.PluggedDevices.Placed;
import org.javisor.system.qom.PluggedDevices.Plugged;

/** Adds devices to the machine and takes them away, whether its guest runs or not. */
final class HotPlug {
  /** So long a guest has time, and may change its mind; it may be asked again afterwards. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final Machine machine;
  private final BlockNodes nodes;
  private final Introspected introspected;
  private final Consumer<QmpEvent> events;

  /**
   * The ports whose guest has been asked to give back what is behind them, and by when it has not
   * answered; by the machine's clock.
   */
  private final Map<PciBridge, Long> asked = new HashMap<>();

  /** The ports that a thread is about to empty. */
  private final Set<PciBridge> ejecting = ConcurrentHashMap.newKeySet();

  /**
   * @param events takes what clients are to be told; any thread
   */
  HotPlug(Machine machine, BlockNodes nodes, Introspected introspected, Consumer<QmpEvent> events) {
    this.machine = machine;
    this.nodes = nodes;
    this.introspected = introspected;
    this.events = events;
  }

  /** Adds a device. */
  synchronized void add(Plugged device) throws QmpException {
    Optional<VirtBoard> board = machine.board(); // The command line's devices are there now.
    if (device.id().isPresent() && introspected.devices().has(device.id().get())) {
      throw QmpException.generic("Duplicate device ID '" + device.id().get() + "'");
    }
    Optional<String> bus = introspected.devices().bus(device);
    if (board.isEmpty() || bus.isEmpty()) {
      throw QmpException.generic(
          "No '"
              + device.model().bus().text()
              + "' bus found for device '"
              + device.model().text()
              + "'");
    }
    VirtioDevices devices = devices(board.get());
    boolean running = machine.hasRun();
    if (running) {
      requireHotPlug(board.get(), device, bus.get());
    }
    try {
      introspected.devices().add(devices.add(device, running));
    } catch (DeviceException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  private VirtioDevices devices(VirtBoard board) {
    return new VirtioDevices(board, nodes, introspected.objects());
  }

  private void requireHotPlug(VirtBoard board, Plugged device, String bus) throws QmpException {
    if (device.model().bus() == DeviceModel.Bus.PCI
        && new BoardView(board).pci().buses().stream().noneMatch(has -> has.name().equals(bus))) {
      throw QmpException.generic("Bus '" + bus + "' not found");
    }
    if (devices(board).port(device).isEmpty()) {
      throw refused(bus);
    }
    List<Placed> others = behind(bus);
    if (!others.isEmpty()) {
      throw QmpException.generic(
          "PCI: slot 0 function 0 already occupied by "
              + others.getFirst().device().model().text()
              + ", new func "
              + device.model().text()
              + " cannot be exposed to guest.");
    }
  }

  static QmpException refused(String bus) {
    return QmpException.generic("Bus '" + bus + "' does not support hotplugging");
  }

  /** The devices on a bus behind a port. */
  private List<Placed> behind(String bus) {
    return introspected.devices().placed().stream()
        .filter(placed -> placed.device().bus().equals(Optional.of(bus)))
        .toList();
  }

  /** Asks the guest to give a device back; it is taken at once when the guest does not use it. */
  synchronized void remove(Plugged device) throws QmpException {
    VirtBoard board = machine.board().orElseThrow(); // It has devices.
    Optional<PciBridge> port = devices(board).port(device);
    if (port.isEmpty()) {
      throw refused(introspected.devices().bus(device).orElseThrow());
    }
    board.lock().lock();
    try {
      if (port.get().slot().isBusy()) {
        throw QmpException.generic("Hot-unplug failed: guest is busy (power indicator blinking)");
      }
      if (!port.get().slot().isOff()) {
        long now = board.clock().nanos();
        if (asked.getOrDefault(port.get(), now) > now) {
          throw QmpException.generic(
              "Device " + device.name() + " is already in the process of unplug");
        }
        asked.put(port.get(), now + PATIENCE);
        port.get().slot().pressButton();
        return;
      }
    } finally {
      board.lock().unlock();
    }
    List<Placed> gone = take(board, port.get());
    Thread.ofPlatform().name("hot unplug").daemon(true).start(() -> tell(gone)); // after the reply
  }

  /**
   * The guest has given back what is behind a port; a vCPU's thread, with the machine lock held.
   */
  void ejected(PciBridge port) {
    List<Placed> meant = behind(port.bus().name());
    if (ejecting.add(port)) {
      Thread.ofPlatform().name("hot unplug").daemon(true).start(() -> taken(port, meant));
    }
  }

  private synchronized void taken(PciBridge port, List<Placed> meant) {
    boolean _ = ejecting.remove(port);
    if (behind(port.bus().name()).equals(meant)) { // else somebody was faster
      tell(take(machine.board().orElseThrow(), port));
    }
  }

  private List<Placed> take(VirtBoard board, PciBridge port) {
    asked.remove(port);
    List<Placed> gone = behind(port.bus().name());
    List<Plugged> devices = new ArrayList<>();
    for (Placed placed : gone) {
      devices.add(placed.device());
      introspected.devices().remove(placed.device());
    }
    try {
      devices(board).remove(port, devices);
    } catch (IOException e) {
      machine.report("a disk that was taken out: " + e.getMessage());
    }
    return gone;
  }

  private void tell(List<Placed> gone) {
    for (Placed placed : gone) {
      if (!placed.backendPath().equals(placed.path())) {
        events.accept(new DeviceDeletedEvent(Optional.empty(), placed.backendPath()));
      }
      events.accept(new DeviceDeletedEvent(placed.device().id(), placed.path()));
    }
  }
}
