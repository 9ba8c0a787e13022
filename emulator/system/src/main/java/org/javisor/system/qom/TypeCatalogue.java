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

/**
 * All types, collected from the tables of what there is. Nothing is made of them before the first
 * question: a start without clients that ask pays for none.
 */
public final class TypeCatalogue {
  private TypeCatalogue() {}

  /** Initialised when it is first looked into. */
  private static final class Types {
    static final Map<String, QomType> BY_NAME = collect();
  }

  private static Map<String, QomType> collect() {
    Map<String, QomType> types = new LinkedHashMap<>();
    for (BaseType base : BaseType.values()) {
      types.put(base.type().name(), base.type());
    }
    for (BoardType board : BoardType.values()) {
      types.put(board.type().name(), board.type());
    }
    for (MachineModel machine : MachineModel.values()) {
      types.put(machine.typeName(), machine.type());
    }
    List<Property> switches = cpuProperties();
    for (CpuModel model : CpuModel.values()) {
      types.put(cpuType(model), cpu(model, switches));
    }
    for (DeviceModel device : DeviceModel.values()) {
      types.put(device.text(), device.type());
    }
    for (ObjectType object : ObjectType.values()) {
      types.put(object.wireName(), HostObjectType.of(object));
    }
    for (ChardevBackendKind kind : ChardevBackendKind.values()) {
      types.put(chardevType(kind.wireName()), chardev(kind));
    }
    return types;
  }

  /** The type of a CPU. */
  public static String cpuType(CpuModel model) {
    return model.text() + "-riscv-cpu";
  }

  private static List<Property> cpuProperties() {
    List<Property> all = new ArrayList<>();
    for (String name : cpuSwitches()) {
      all.add(Property.of(name, "bool", Property.Kind.FLAG));
    }
    return List.copyOf(all);
  }

  private static QomType cpu(CpuModel model, List<Property> switches) {
    String parent = model.isVendor() ? "riscv-vendor-cpu" : "riscv-dynamic-cpu";
    return new QomType(cpuType(model), Optional.of(parent), false, switches);
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
  public static Optional<QomType> find(String name) {
    return Optional.ofNullable(Types.BY_NAME.get(name));
  }

  /** All types. */
  public static List<QomType> all() {
    return List.copyOf(Types.BY_NAME.values());
  }

  /** Most are kinds of a base type, which is found without making all the others. */
  private static Optional<QomType> parent(QomType type) {
    Optional<String> name = type.parent();
    Optional<QomType> base = name.flatMap(BaseType::of);
    return base.isPresent() ? base : name.flatMap(TypeCatalogue::find);
  }

  /** Whether {@code type} is {@code other} or a kind of it. */
  public static boolean isKindOf(QomType type, String other) {
    for (Optional<QomType> at = Optional.of(type); at.isPresent(); at = parent(at.get())) {
      if (at.get().name().equals(other)) {
        return true;
      }
    }
    return false;
  }

  /** The properties of a type's objects, those of the most general type first. */
  public static List<Property> properties(QomType type) {
    List<Property> all = new ArrayList<>();
    Optional<QomType> parent = parent(type);
    if (parent.isPresent()) {
      all.addAll(properties(parent.get()));
    }
    all.addAll(type.own());
    return all;
  }

  /** The properties that can be given when a device is added. */
  public static List<Property> settable(QomType device) {
    List<Property> base = properties(BaseType.DEVICE.type());
    List<Property> all = new ArrayList<>(properties(device));
    all.removeAll(base);
    return all;
  }
}
