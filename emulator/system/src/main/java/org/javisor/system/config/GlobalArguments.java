package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.system.qom.Globals;

/** What {@code -global} says, as DRIVER.PROPERTY=VALUE or in parts. */
final class GlobalArguments {
  private final List<Globals.Global> all = new ArrayList<>();

  /** Takes one argument. */
  void add(String argument) throws ConfigException {
    int equals = argument.indexOf('=');
    int dot = argument.lastIndexOf('.', equals);
    int begin = argument.indexOf('.');
    if (begin > 0 && dot >= begin) {
      all.add(
          new Globals.Global(
              argument.substring(0, begin),
              argument.substring(begin + 1, equals),
              argument.substring(equals + 1)));
      return;
    }
    KeyValues values = KeyValues.parse(argument, "");
    Optional<String> driver = values.take("driver");
    Optional<String> property = values.take("property");
    Optional<String> value = values.take("value");
    values.end();
    if (driver.isEmpty() || property.isEmpty() || value.isEmpty()) {
      throw new ConfigException("options 'driver', 'property', and 'value' are required");
    }
    all.add(new Globals.Global(driver.get(), property.get(), value.get()));
  }

  Globals all() {
    return new Globals(all);
  }
}
