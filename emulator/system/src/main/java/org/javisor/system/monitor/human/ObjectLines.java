package org.javisor.system.monitor.human;

import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.DeviceDel;
import org.javisor.qmp.api.ObjectAdd;
import org.javisor.qmp.api.ObjectDel;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.QomGet;
import org.javisor.qmp.api.QomList;
import org.javisor.qmp.api.QomSet;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.DeviceArguments;
import org.javisor.system.config.KeyValues;
import org.javisor.system.config.ObjectArguments;

/** Lines about devices and objects. */
final class ObjectLines {
  private static final String STRING = "string";

  private final HumanSession.Surroundings around;

  ObjectLines(HumanSession.Surroundings around) {
    this.around = around;
  }

  String list(Arguments in) throws HumanException, QmpException {
    if (in.atEnd()) {
      return "/\n";
    }
    String path = in.word(STRING);
    in.end();
    StringBuilder text = new StringBuilder();
    for (ObjectPropertyInfo property : around.ask(new QomList(path))) {
      text.append(property.name()).append(" (").append(property.type()).append(")\n");
    }
    return text.toString();
  }

  String get(Arguments in) throws HumanException, QmpException {
    String path = in.word(STRING);
    String property = in.word(STRING);
    in.end();
    return JsonWriter.pretty(around.ask(new QomGet(path, property))) + "\n";
  }

  String set(Arguments in) throws HumanException, QmpException {
    boolean json = !in.flags("j").isEmpty();
    String path = in.word(STRING);
    String property = in.word(STRING);
    String text = json ? in.rest() : in.word(STRING);
    in.end();
    JsonValue value = new JsonValue.Text(text);
    if (json) {
      try {
        value = KeyValues.value(text);
      } catch (ConfigException e) {
        throw QmpException.generic(e.getMessage());
      }
    }
    return around.run(new QomSet(path, property, value));
  }

  String addObject(Arguments in) throws HumanException, QmpException {
    String text = in.word(STRING);
    in.end();
    try {
      return around.run(new ObjectAdd(ObjectArguments.parse(text)));
    } catch (ConfigException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  String removeObject(Arguments in) throws HumanException, QmpException {
    String id = in.word(STRING);
    in.end();
    return around.run(new ObjectDel(id));
  }

  String addDevice(Arguments in) throws QmpException {
    String text = in.rest();
    if (text.isEmpty()) {
      throw QmpException.generic("Parameter 'driver' is missing");
    }
    try {
      return around.run(DeviceAdd.decode(DeviceArguments.parse(text).toJson()));
    } catch (ConfigException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  String removeDevice(Arguments in) throws HumanException, QmpException {
    String id = in.word(STRING);
    in.end();
    return around.run(new DeviceDel(id));
  }
}
