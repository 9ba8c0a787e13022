package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonValue;

/** Values that all devices of a kind have unless they are given others: {@code -global}. */
public record Globals(List<Global> all) {
  /**
   * A value.
   *
   * @param driver the type, whose kinds have it too
   */
  public record Global(String driver, String property, String value) {
    private PropertyException refused(String why) {
      return new PropertyException(
          "can't apply global " + driver + "." + property + "=" + value + ": " + why);
    }
  }

  public Globals {
    all = List.copyOf(all);
  }

  /** What to tell about those that no device can have. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Global global : all) {
      Optional<QomType> type = TypeCatalogue.find(global.driver());
      if (type.isEmpty() || !TypeCatalogue.isKindOf(type.get(), BaseType.DEVICE.type().name())) {
        warnings.add(
            "warning: global "
                + global.driver()
                + "."
                + global.property()
                + " has invalid class name");
      }
    }
    return warnings;
  }

  private List<Global> of(QomType type) {
    return all.stream().filter(each -> TypeCatalogue.isKindOf(type, each.driver())).toList();
  }

  /** The device with what it was not given. */
  public PluggedDevices.Plugged apply(PluggedDevices.Plugged device) throws PropertyException {
    if (all.isEmpty()) {
      return device;
    }
    Map<String, JsonValue> values = new LinkedHashMap<>();
    collect(device.model().type(), values);
    if (device.model().backend().isPresent()) {
      collect(device.model().backend().get().type(), values);
    }
    values.putAll(device.properties());
    return new PluggedDevices.Plugged(device.model(), device.id(), device.bus(), values);
  }

  private void collect(QomType type, Map<String, JsonValue> values) throws PropertyException {
    for (Global global : of(type)) {
      Property property = property(type, global, TypeCatalogue.settable(type));
      try {
        values.put(property.name(), property.parse(type.name(), global.value()));
      } catch (PropertyException e) {
        throw global.refused(e.getMessage());
      }
    }
  }

  private static Property property(QomType type, Global global, List<Property> known)
      throws PropertyException {
    for (Property property : known) {
      if (property.name().equals(global.property())) {
        return property;
      }
    }
    throw global.refused("Property '" + type.name() + "." + global.property() + "' not found");
  }

  /** Switches of a CPU, in the form of the command line's: {@code name=value}. */
  public List<String> switches(String cpuType) {
    if (all.isEmpty()) {
      return List.of(); // and the catalogue need not be made
    }
    QomType type = TypeCatalogue.find(cpuType).orElseThrow();
    return of(type).stream().map(each -> each.property() + "=" + each.value()).toList();
  }

  /** Refuses what the devices that every board has cannot be. */
  public void check(MachineModel machine) throws PropertyException {
    if (machine == MachineModel.NONE || all.isEmpty()) {
      return;
    }
    for (BoardType board : BoardType.values()) {
      if (TypeCatalogue.isKindOf(board.type(), BaseType.SYS_BUS_DEVICE.type().name())) {
        for (Global global : of(board.type())) {
          checkFixed(board.type(), global);
        }
      }
    }
  }

  private static void checkFixed(QomType type, Global global) throws PropertyException {
    Property property = property(type, global, TypeCatalogue.properties(type));
    JsonValue value;
    try {
      value = property.parse(type.name(), global.value());
    } catch (PropertyException e) {
      throw global.refused(e.getMessage());
    }
    if (!property.fallback().equals(Optional.of(value))) {
      throw global.refused("the machine's own devices have no other value for it than their own");
    }
  }
}
