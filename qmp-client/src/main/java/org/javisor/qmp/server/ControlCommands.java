package org.javisor.qmp.server;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.api.CommandInfo;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.ControlHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QmpCapabilities;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.wire.QmpException;

/** Commands about the monitor itself. */
public final class ControlCommands implements ControlHandler {
  private final VersionInfo version;

  public ControlCommands(VersionInfo version) {
    this.version = version;
  }

  @Override
  public void qmpCapabilities(QmpCall call, QmpCapabilities command) throws QmpException {
    call.negotiate(command.enable().orElse(List.of()));
  }

  @Override
  public VersionInfo queryVersion(QmpCall call) {
    return version;
  }

  @Override
  public List<CommandInfo> queryCommands(QmpCall call) {
    List<CommandInfo> commands = new ArrayList<>();
    for (String name : CommandRouter.names()) {
      commands.add(new CommandInfo(name));
    }
    return commands;
  }
}
