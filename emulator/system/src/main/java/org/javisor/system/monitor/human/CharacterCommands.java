package org.javisor.system.monitor.human;

import java.util.Optional;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.ChardevScope;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.config.CharacterOptions;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
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

  /** Makes what {@code -chardev} would make; what there is to tell. */
  String add(String text, QmpCall call) throws QmpException {
    ChardevScope scope = new MonitorScope(call, objects);
    try {
      CharacterDevice device = CharacterOptions.chardev(text, "");
      StringBuilder told = new StringBuilder();
      for (ChardevConfig part : device.parts()) {
        told.append(redirected(devices.add(part, scope)));
      }
      return told.toString();
    } catch (ConfigException | ChardevException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  /** Puts what {@code -chardev} would make in the place of the device {@code id}. */
  String change(String id, String text, QmpCall call) throws QmpException {
    try {
      CharacterDevice device = CharacterOptions.chardev(text + ",id=" + id, "");
      return redirected(devices.change(device.parts().getFirst(), new MonitorScope(call, objects)));
    } catch (ConfigException | ChardevException e) {
      throw QmpException.generic(e.getMessage());
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
