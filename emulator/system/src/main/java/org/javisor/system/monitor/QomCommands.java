package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.api.ObjectAdd;
import org.javisor.qmp.api.ObjectDel;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.ObjectTypeInfo;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QomGet;
import org.javisor.qmp.api.QomHandler;
import org.javisor.qmp.api.QomList;
import org.javisor.qmp.api.QomListProperties;
import org.javisor.qmp.api.QomListTypes;
import org.javisor.qmp.api.QomSet;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.HostObjectException;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.Property;
import org.javisor.system.qom.PropertyException;
import org.javisor.system.qom.QomObject;
import org.javisor.system.qom.QomType;
import org.javisor.system.qom.TypeCatalogue;

/** Commands about objects and their TypeCatalogue. */
final class QomCommands implements QomHandler {
  private static final String OBJECTS = "/objects/";

  private final HostObjects objects;
  private final ObjectTree tree;
  private final GuestBalloon balloon;

  QomCommands(HostObjects objects, ObjectTree tree, GuestBalloon balloon) {
    this.balloon = balloon;
    this.objects = objects;
    this.tree = tree;
  }

  /** A property as clients are told it. */
  static ObjectPropertyInfo info(Property property) {
    return new ObjectPropertyInfo(
        property.name(), property.type(), property.description(), property.fallback());
  }

  @Override
  public List<ObjectPropertyInfo> qomList(QmpCall call, QomList command) throws QmpException {
    List<ObjectPropertyInfo> all = new ArrayList<>();
    for (Map.Entry<String, QomObject.Entry> entry : find(command.path()).entries().entrySet()) {
      all.add(
          new ObjectPropertyInfo(
              entry.getKey(), entry.getValue().type(), Optional.empty(), Optional.empty()));
    }
    return all;
  }

  private QomObject find(String path) throws QmpException {
    try {
      Optional<QomObject> found = tree.find(path);
      if (found.isPresent()) {
        return found.get();
      }
    } catch (PropertyException e) {
      throw QmpException.generic(e.getMessage());
    }
    throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + path + "' not found");
  }

  private static QomObject.Entry entry(QomObject object, String property) throws QmpException {
    QomObject.Entry entry = object.entries().get(property);
    if (entry == null) {
      throw QmpException.generic("Property '" + object.type() + "." + property + "' not found");
    }
    return entry;
  }

  @Override
  public JsonValue qomGet(QmpCall call, QomGet command) throws QmpException {
    QomObject.Entry entry = entry(find(command.path()), command.property());
    return ObjectTree.value(command.path(), command.property(), entry);
  }

  /** Almost all that could be said about these objects was said when they were made. */
  @Override
  public void qomSet(QmpCall call, QomSet command) throws QmpException {
    QomObject object = find(command.path());
    QomObject.Entry _ = entry(object, command.property());
    if (DeviceModel.of(object.type()).map(DeviceModel::isBalloon).orElse(false)) {
      if (command.property().equals(DeviceModel.GUEST_STATS_INTERVAL)) {
        balloon.setInterval(command.value());
        return;
      }
      if (command.property().equals(DeviceModel.GUEST_STATS)) {
        throw notWritable(DeviceModel.VIRTIO_BALLOON_DEVICE.text(), command.property());
      }
    }
    Optional<QomType> type = TypeCatalogue.find(object.type());
    boolean device = type.isPresent() && TypeCatalogue.isKindOf(type.get(), "device");
    boolean settable =
        device
            && TypeCatalogue.settable(type.get()).stream()
                .anyMatch(property -> property.name().equals(command.property()));
    if (settable) {
      String path = command.path();
      throw QmpException.generic(
          "Attempt to set property '"
              + command.property()
              + "' on device '"
              + path.substring(path.lastIndexOf('/') + 1)
              + "' (type '"
              + object.type()
              + "') after it was realized");
    }
    if (object.type().startsWith("memory-backend-") && command.property().equals("size")) {
      throw QmpException.generic("cannot change property size of " + object.type() + " ");
    }
    if (!setObject(command)) {
      throw notWritable(object.type(), command.property());
    }
  }

  private boolean setObject(QomSet command) throws QmpException {
    if (!command.path().startsWith(OBJECTS)) {
      return false;
    }
    String id = command.path().substring(OBJECTS.length());
    try {
      return objects.set(id, command.property(), command.value());
    } catch (HostObjectException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  private static QmpException notWritable(String type, String property) {
    return QmpException.generic("Property '" + type + "." + property + "' is not writable");
  }

  @Override
  public List<ObjectTypeInfo> qomListTypes(QmpCall call, QomListTypes command) {
    boolean withAbstract = command.abstractValue().orElse(false);
    List<ObjectTypeInfo> all = new ArrayList<>();
    for (QomType type : TypeCatalogue.all()) {
      boolean wanted =
          command.implementsValue().isEmpty()
              || TypeCatalogue.isKindOf(type, command.implementsValue().get());
      if (wanted && (withAbstract || !type.isAbstract())) {
        Optional<Boolean> isAbstract = type.isAbstract() ? Optional.of(true) : Optional.empty();
        all.add(new ObjectTypeInfo(type.name(), isAbstract, type.parent()));
      }
    }
    return all;
  }

  @Override
  public List<ObjectPropertyInfo> qomListProperties(QmpCall call, QomListProperties command)
      throws QmpException {
    Optional<QomType> type = TypeCatalogue.find(command.typename());
    if (type.isEmpty()) {
      throw new QmpException(
          QmpErrorClass.DEVICE_NOT_FOUND, "Class '" + command.typename() + "' not found");
    }
    boolean device = TypeCatalogue.isKindOf(type.get(), "device");
    List<ObjectPropertyInfo> all = new ArrayList<>();
    for (Property property : TypeCatalogue.properties(type.get())) {
      all.add(
          new ObjectPropertyInfo(
              property.name(),
              property.type(),
              property.description(),
              device ? property.fallback() : Optional.empty())); // only devices tell theirs
    }
    return all;
  }

  @Override
  public void objectAdd(QmpCall call, ObjectAdd command) throws QmpException {
    try {
      objects.add(command.options());
    } catch (HostObjectException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public void objectDel(QmpCall call, ObjectDel command) throws QmpException {
    try {
      objects.remove(command.id());
    } catch (HostObjectException e) {
      throw QmpException.generic(e.getMessage());
    }
  }
}
