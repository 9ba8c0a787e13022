package org.javisor.system.qom;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;

/** What is said about a device that is to be added, checked against its model's properties. */
public final class DeviceProperties {
  private DeviceProperties() {}

  /** A device described by text, as on the command line. */
  public static PluggedDevices.Plugged parse(Map<String, String> given) throws PropertyException {
    DeviceModel model = model(Optional.ofNullable(given.get("driver")));
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : given.entrySet()) {
      if (!isCommon(entry.getKey())) {
        values.put(
            entry.getKey(), property(model, entry.getKey()).parse(model.text(), entry.getValue()));
      }
    }
    return new PluggedDevices.Plugged(
        model, Optional.ofNullable(given.get("id")), Optional.ofNullable(given.get("bus")), values);
  }

  /** A device described by JSON. */
  public static PluggedDevices.Plugged accept(JsonObject given) throws PropertyException {
    DeviceModel model = model(text(given, "driver"));
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> entry : given.members().entrySet()) {
      if (!isCommon(entry.getKey())) {
        values.put(
            entry.getKey(), property(model, entry.getKey()).accept(model.text(), entry.getValue()));
      }
    }
    return new PluggedDevices.Plugged(model, text(given, "id"), text(given, "bus"), values);
  }

  private static boolean isCommon(String key) {
    return key.equals("driver") || key.equals("id") || key.equals("bus");
  }

  private static Optional<String> text(JsonObject given, String key) throws PropertyException {
    Optional<JsonValue> value = given.get(key);
    if (value.isPresent() && !key.equals("driver") && !(value.get() instanceof JsonValue.Text)) {
      throw new PropertyException("Invalid parameter type for '" + key + "', expected: string");
    }
    return given.text(key);
  }

  private static DeviceModel model(Optional<String> driver) throws PropertyException {
    if (driver.isEmpty()) {
      throw new PropertyException("Parameter 'driver' is missing");
    }
    Optional<DeviceModel> model = DeviceModel.of(driver.get());
    if (model.isPresent()) {
      return model.get();
    }
    Optional<QomType> other = TypeCatalogue.find(driver.get());
    boolean device =
        other.isPresent() && TypeCatalogue.isKindOf(other.get(), BaseType.DEVICE.type().name());
    throw new PropertyException(
        device
            ? "Parameter 'driver' expects a non-abstract device type"
            : "'" + driver.get() + "' is not a valid device model name");
  }

  private static Property property(DeviceModel model, String name) throws PropertyException {
    for (Property property : TypeCatalogue.settable(model.type())) {
      if (property.name().equals(name)) {
        return property;
      }
    }
    throw new PropertyException("Property '" + model.text() + "." + name + "' not found");
  }
}
