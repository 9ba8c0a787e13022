package org.javisor.system.monitor;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.DeviceDel;
import org.javisor.qmp.api.DeviceListProperties;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.QdevHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.qom.DeviceProperties;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PropertyException;
import org.javisor.system.qom.QomObject;
import org.javisor.system.qom.QomType;
import org.javisor.system.qom.TypeCatalogue;

/** Commands about devices. */
final class QdevCommands implements QdevHandler {
  private final HotPlug hotPlug;
  private final Introspected introspected;
  private final ObjectTree tree;

  QdevCommands(HotPlug hotPlug, Introspected introspected, ObjectTree tree) {
    this.hotPlug = hotPlug;
    this.introspected = introspected;
    this.tree = tree;
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
    hotPlug.add(device);
  }

  @Override
  public void deviceDel(QmpCall call, DeviceDel command) throws QmpException {
    String id = command.id();
    Optional<PluggedDevices.Placed> plugged =
        introspected.devices().placed().stream()
            .filter(
                device -> device.path().equals(id) || device.device().id().equals(Optional.of(id)))
            .findFirst();
    if (plugged.isPresent()) {
      hotPlug.remove(plugged.get().device());
      return;
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
      throw HotPlug.refused("main-system-bus");
    }
    throw QmpException.generic(id + " is not a device");
  }
}
