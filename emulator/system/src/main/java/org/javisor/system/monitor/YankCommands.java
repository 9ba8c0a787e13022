package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.Yank;
import org.javisor.qmp.api.YankHandler;
import org.javisor.qmp.api.YankInstance;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;

/** Cuts the connections of character devices. Runs beside all other commands. */
public final class YankCommands implements YankHandler {
  private final Connections connections;

  /** The character devices that have connections to cut. */
  public interface Connections {
    /** Their names. */
    List<String> ids();

    /** Ends the connection that the device has now. */
    void cut(String id);
  }

  YankCommands(Connections connections) {
    this.connections = connections;
  }

  @Override
  public void yank(QmpCall call, Yank command) throws QmpException {
    List<String> known = connections.ids();
    for (YankInstance instance : command.instances()) {
      if (!(instance instanceof YankInstance.Chardev chardev && known.contains(chardev.id()))) {
        throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Instance not found");
      }
    }
    for (YankInstance instance : command.instances()) {
      if (instance instanceof YankInstance.Chardev chardev) {
        connections.cut(chardev.id());
      }
    }
  }

  @Override
  public List<YankInstance> queryYank(QmpCall call) {
    List<YankInstance> all = new ArrayList<>();
    for (String id : connections.ids()) {
      all.add(new YankInstance.Chardev(id));
    }
    return all;
  }
}
