package org.javisor.system.monitor.human;

import java.util.Optional;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.ChardevScope;
import org.javisor.qmp.api.QmpCall;
import org.javisor.system.config.CharacterOptions;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.config.KeyValues;
import org.javisor.system.monitor.MonitorScope;
import org.javisor.system.monitor.TlsObjects;

/** Character devices in the words of the command line, with a monitor's own descriptors. */
public final class CharacterCommands {
  private final CharacterDevices devices;
  private final TlsObjects objects;

  public CharacterCommands(CharacterDevices devices, TlsObjects objects) {
    this.devices = devices;
    this.objects = objects;
  }

  /** The pairs of {@code text}; what there is to say of them goes to {@code told}. */
  private static KeyValues parse(String text, StringBuilder told)
      throws ConfigException, HumanException {
    KeyValues values = KeyValues.parse(text, "backend");
    for (String warning : values.warnings()) {
      told.append(warning).append('\n');
    }
    try {
      CharacterOptions.check(values);
    } catch (ConfigException e) {
      throw new HumanException(told + e.getMessage() + "\nError: Parsing chardev args failed");
    }
    return values;
  }

  /** Makes what {@code -chardev} would make; what there is to tell. */
  String add(String text, QmpCall call) throws HumanException {
    if (text.equals("help")) {
      return CharacterOptions.KINDS;
    }
    ChardevScope scope = new MonitorScope(call, objects);
    StringBuilder told = new StringBuilder();
    try {
      KeyValues values = parse(text, told);
      Optional<String> id = values.take("id");
      if (id.isEmpty()) {
        throw new HumanException(told + "Error: chardev: no id specified");
      }
      CharacterDevice device = CharacterOptions.device(id.get(), values, "");
      for (ChardevConfig part : device.parts()) {
        if (devices.find(part.id()).isPresent()) {
          throw new ChardevException(
              "attempt to add duplicate property '" + part.id() + "' to object (type 'container')");
        }
        told.append(redirected(devices.add(part, scope)));
      }
      return told.toString();
    } catch (ConfigException | ChardevException e) {
      throw new HumanException(told + "Error: " + e.getMessage());
    }
  }

  /** Puts what {@code -chardev} would make in the place of the device {@code id}. */
  String change(String id, String text, QmpCall call) throws HumanException {
    StringBuilder told = new StringBuilder();
    try {
      KeyValues values = parse(text, told);
      if (values.take("id").isPresent()) {
        throw new HumanException(told + "Error: Unexpected 'id' parameter");
      }
      CharacterDevice device = CharacterOptions.device(id, values, "");
      MonitorScope scope = new MonitorScope(call, objects);
      return told.append(redirected(devices.change(device.parts().getFirst(), scope))).toString();
    } catch (ConfigException | CharacterDevices.NotChangedException e) {
      throw new HumanException(told + "Error: " + e.getMessage());
    } catch (ChardevException e) {
      throw new HumanException(
          told + "Error: Failed to add chardev '" + id + "': " + e.getMessage());
    }
  }

  private static String redirected(Chardev device) {
    Optional<String> terminal = CharacterDevices.terminal(device);
    return terminal.isPresent()
        ? "char device redirected to " + terminal.get() + " (label " + device.id() + ")\n"
        : "";
  }

  /** All devices, a line each. */
  String show() {
    StringBuilder all = new StringBuilder();
    for (CharacterDevices.Listed info : devices.list()) {
      all.append(info.label()).append(": filename=").append(info.filename()).append('\n');
    }
    return all.toString();
  }
}
