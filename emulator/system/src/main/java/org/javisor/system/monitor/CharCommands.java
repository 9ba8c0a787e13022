package org.javisor.system.monitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.ChardevScope;
import org.javisor.qmp.api.CharHandler;
import org.javisor.qmp.api.ChardevAdd;
import org.javisor.qmp.api.ChardevBackendInfo;
import org.javisor.qmp.api.ChardevBackendKind;
import org.javisor.qmp.api.ChardevChange;
import org.javisor.qmp.api.ChardevInfo;
import org.javisor.qmp.api.ChardevRemove;
import org.javisor.qmp.api.ChardevReturn;
import org.javisor.qmp.api.ChardevSendBreak;
import org.javisor.qmp.api.DataFormat;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.RingbufRead;
import org.javisor.qmp.api.RingbufWrite;
import org.javisor.qmp.wire.QmpException;

/** Commands about character devices. */
final class CharCommands implements CharHandler {
  private final CharacterDevices devices;
  private final TlsObjects objects;

  CharCommands(CharacterDevices devices, TlsObjects objects) {
    this.devices = devices;
    this.objects = objects;
  }

  @Override
  public List<ChardevInfo> queryChardev(QmpCall call) {
    List<ChardevInfo> all = new ArrayList<>();
    for (CharacterDevices.Listed info : devices.list()) {
      all.add(new ChardevInfo(info.label(), info.filename(), info.frontendOpen()));
    }
    return all;
  }

  @Override
  public List<ChardevBackendInfo> queryChardevBackends(QmpCall call) {
    List<ChardevBackendInfo> all = new ArrayList<>();
    for (ChardevBackendKind kind : ChardevBackendKind.values()) {
      all.add(new ChardevBackendInfo(kind.wireName()));
    }
    return all;
  }

  @Override
  public void ringbufWrite(QmpCall call, RingbufWrite command) throws QmpException {
    try {
      byte[] data =
          command.format().orElse(DataFormat.UTF8) == DataFormat.BASE64
              ? Base64.getDecoder().decode(command.data())
              : command.data().getBytes(StandardCharsets.UTF_8);
      boolean _ = devices.ringbuf(command.device()).write(data, 0, data.length);
    } catch (IllegalArgumentException e) {
      throw QmpException.generic("Base64 data contains invalid characters");
    } catch (ChardevException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public String ringbufRead(QmpCall call, RingbufRead command) throws QmpException {
    try {
      var ring = devices.ringbuf(command.device());
      if (command.size() <= 0) {
        throw QmpException.generic("size must be greater than zero");
      }
      byte[] data = ring.read(command.size());
      return command.format().orElse(DataFormat.UTF8) == DataFormat.BASE64
          ? Base64.getEncoder().encodeToString(data)
          : new String(data, StandardCharsets.UTF_8);
    } catch (ChardevException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public ChardevReturn chardevAdd(QmpCall call, ChardevAdd command) throws QmpException {
    String id = command.id();
    if (devices.find(id).isPresent()) {
      throw QmpException.generic("Chardev with id '" + id + "' already exists");
    }
    return made(id, call, ChardevTranslation.config(id, command.backend()), false);
  }

  @Override
  public ChardevReturn chardevChange(QmpCall call, ChardevChange command) throws QmpException {
    return made(
        command.id(), call, ChardevTranslation.config(command.id(), command.backend()), true);
  }

  private ChardevReturn made(String id, QmpCall call, ChardevConfig config, boolean change)
      throws QmpException {
    ChardevScope scope = new MonitorScope(call, objects);
    try {
      Chardev device = change ? devices.change(config, scope) : devices.add(config, scope);
      return new ChardevReturn(CharacterDevices.terminal(device));
    } catch (CharacterDevices.NotChangedException e) {
      throw QmpException.generic(e.getMessage());
    } catch (ChardevException e) {
      String reason = e.getMessage().lines().findFirst().orElse(""); // hints are for people
      throw QmpException.generic("Failed to add chardev '" + id + "': " + reason);
    }
  }

  @Override
  public void chardevRemove(QmpCall call, ChardevRemove command) throws QmpException {
    try {
      devices.remove(command.id());
    } catch (ChardevException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public void chardevSendBreak(QmpCall call, ChardevSendBreak command) throws QmpException {
    try {
      devices.sendBreak(command.id());
    } catch (ChardevException e) {
      throw QmpException.generic(e.getMessage());
    }
  }
}
