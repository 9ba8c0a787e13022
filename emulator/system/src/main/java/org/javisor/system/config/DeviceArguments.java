package org.javisor.system.config;

import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.qom.DeviceProperties;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PropertyException;

/** The argument of {@code -device}, as key=value or as JSON. */
public final class DeviceArguments {
  private DeviceArguments() {}

  /** The device that {@code argument} asks for. */
  public static PluggedDevices.Plugged parse(String argument) throws ConfigException {
    try {
      PluggedDevices.Plugged device =
          argument.startsWith("{")
              ? DeviceProperties.accept(KeyValues.object(argument))
              : DeviceProperties.parse(KeyValues.parse(argument, "driver").left());
      if (device.id().isPresent()) {
        CharacterOptions.checkId(device.id().get());
      }
      return device;
    } catch (PropertyException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  /** The driver that {@code argument} names, if it does. */
  static Optional<String> driver(String argument) throws ConfigException {
    if (argument.startsWith("{")) {
      JsonObject members = KeyValues.object(argument);
      return members.get("driver").orElse(JsonValue.Null.NULL) instanceof JsonValue.Text text
          ? Optional.of(text.value())
          : Optional.empty();
    }
    return KeyValues.parse(argument, "driver").take("driver");
  }
}
