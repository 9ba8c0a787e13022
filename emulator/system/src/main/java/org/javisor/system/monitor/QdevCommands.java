package org.javisor.system.monitor;

import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.DeviceDel;
import org.javisor.qmp.api.DeviceListProperties;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.QdevHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.DeviceException;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.DeviceProperties;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PropertyException;
import org.javisor.system.qom.QomObject;
import org.javisor.system.qom.QomType;
import org.javisor.system.qom.TypeCatalogue;

/** Commands about devices. */
final class QdevCommands implements QdevHandler {
  private final Machine machine;
  private final BlockNodes nodes;
  private final Introspected introspected;
  private final ObjectTree tree;

  QdevCommands(Machine machine, BlockNodes nodes, Introspected introspected, ObjectTree tree) {
    this.tree = tree;
    this.machine = machine;
    this.nodes = nodes;
    this.introspected = introspected;
  }

  @Override
  public List<ObjectPropertyInfo> deviceListProperties(QmpCall call, DeviceListProperties command)
      throws QmpException {
    Optional<QomType> type = TypeCatalogue.find(command.typename());
    if (type.isEmpty()) {
      throw new QmpException(
          QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + command.typename() + "' not found");
    }
    if (type.get().isAbstract() || !TypeCatalogue.isKindOf(type.get(), "device")) {
      throw QmpException.generic("Parameter 'typename' expects a non-abstract device type");
    }
    return TypeCatalogue.settable(type.get()).stream().map(QomCommands::info).toList();
  }

  @Override
  public void deviceAdd(QmpCall call, DeviceAdd command) throws QmpException {
    PluggedDevices.Plugged device;
    try {
      device =
          introspected.globals().apply(DeviceProperties.accept((JsonObject) command.arguments()));
    } catch (PropertyException e) {
      throw QmpException.generic(e.getMessage());
    }
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
    if (machine.hasRun()) {
      checkBus(board.get(), device, bus.get());
      throw noHotplug(bus.get());
    }
    try {
      VirtioDevices plugging = new VirtioDevices(board.get(), nodes, introspected.objects());
      introspected.devices().add(plugging.add(device));
    } catch (DeviceException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  private static void checkBus(VirtBoard board, PluggedDevices.Plugged device, String bus)
      throws QmpException {
    if (device.model().bus() == DeviceModel.Bus.PCI
        && new BoardView(board).pci().buses().stream().noneMatch(has -> has.name().equals(bus))) {
      throw QmpException.generic("Bus '" + bus + "' not found");
    }
  }

  private static QmpException noHotplug(String bus) {
    return QmpException.generic("Bus '" + bus + "' does not support hotplugging");
  }

  /** No bus of this machine lets devices go. */
  @Override
  public void deviceDel(QmpCall call, DeviceDel command) throws QmpException {
    String id = command.id();
    Optional<PluggedDevices.Placed> plugged =
        introspected.devices().placed().stream()
            .filter(
                device -> device.path().equals(id) || device.device().id().equals(Optional.of(id)))
            .findFirst();
    if (plugged.isPresent()) {
      throw noHotplug(introspected.devices().bus(plugged.get().device()).orElseThrow());
    }
    Optional<QomObject> object = Optional.empty();
    if (id.startsWith("/")) {
      try {
        object = tree.find(id);
      } catch (PropertyException e) {
        throw QmpException.generic(e.getMessage());
      }
    }
    if (object.isEmpty()) {
      throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + id + "' not found");
    }
    Optional<QomType> type = TypeCatalogue.find(object.get().type());
    if (type.isPresent() && TypeCatalogue.isKindOf(type.get(), "device")) {
      throw noHotplug("main-system-bus");
    }
    throw QmpException.generic(id + " is not a device");
  }
}
