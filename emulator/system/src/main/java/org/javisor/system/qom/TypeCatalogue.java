package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.isa.riscv64.Extension;
import org.javisor.qmp.api.ChardevBackendKind;
import org.javisor.qmp.api.ObjectType;

/** All types, collected from the tables of what there is. Immutable. */
public final class TypeCatalogue {
  private final Map<String, QomType> types = new LinkedHashMap<>();

  public TypeCatalogue() {
    for (BaseType base : BaseType.values()) {
      add(base.type());
    }
    for (BoardType board : BoardType.values()) {
      add(board.type());
    }
    for (MachineModel machine : MachineModel.values()) {
      add(machine.type());
    }
    for (CpuModel model : CpuModel.values()) {
      add(cpu(model));
    }
    for (DeviceModel device : DeviceModel.values()) {
      add(device.type());
    }
    for (ObjectType object : ObjectType.values()) {
      add(HostObjectType.of(object));
    }
    for (ChardevBackendKind kind : ChardevBackendKind.values()) {
      add(chardev(kind));
    }
  }

  private void add(QomType type) {
    types.put(type.name(), type);
  }

  /** The type of a CPU. */
  public static String cpuType(CpuModel model) {
    return model.text() + "-riscv-cpu";
  }

  private static QomType cpu(CpuModel model) {
    List<Property> own = new ArrayList<>();
    for (String name : cpuSwitches()) {
      own.add(Property.of(name, "bool", Property.Kind.FLAG));
    }
    String parent = model.isVendor() ? "riscv-vendor-cpu" : "riscv-dynamic-cpu";
    return new QomType(cpuType(model), Optional.of(parent), false, own);
  }

  /** What can be switched in a CPU. */
  public static List<String> cpuSwitches() {
    List<String> all = new ArrayList<>();
    for (Extension extension : Extension.values()) {
      if (Extension.withSwitch(extension.text()).isPresent()) {
        all.add(extension.text());
      }
    }
    all.addAll(new TreeSet<>(Extension.absent()));
    return all;
  }

  private static QomType chardev(ChardevBackendKind kind) {
    String parent =
        switch (kind) {
          case FILE, PIPE, STDIO, SERIAL -> "chardev-fd";
          case MEMORY -> "chardev-ringbuf";
          case HUB, MUX, NULL, PTY, RINGBUF, SOCKET, UDP, VC -> "chardev";
        };
    return new QomType(chardevType(kind.wireName()), Optional.of(parent), false, List.of());
  }

  /** The type of a character device. */
  public static String chardevType(String backend) {
    return "chardev-" + backend;
  }

  /** The type of that name. */
  public Optional<QomType> find(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /** All types. */
  public List<QomType> all() {
    return List.copyOf(types.values());
  }

  /** Whether {@code type} is {@code other} or a kind of it. */
  public boolean isKindOf(QomType type, String other) {
    for (Optional<QomType> at = Optional.of(type);
        at.isPresent();
        at = at.get().parent().flatMap(this::find)) {
      if (at.get().name().equals(other)) {
        return true;
      }
    }
    return false;
  }

  /** The properties of a type's objects, those of the most general type first. */
  public List<Property> properties(QomType type) {
    List<Property> all = new ArrayList<>();
    Optional<QomType> parent = type.parent().flatMap(this::find);
    if (parent.isPresent()) {
      all.addAll(properties(parent.get()));
    }
    all.addAll(type.own());
    return all;
  }

  /** The properties that can be given when a device is added. */
  public List<Property> settable(QomType device) {
    List<Property> base = properties(BaseType.DEVICE.type());
    List<Property> all = new ArrayList<>(properties(device));
    all.removeAll(base);
    return all;
  }
}
