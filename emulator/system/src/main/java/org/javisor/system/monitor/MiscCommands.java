package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.api.CommandLineOptionInfo;
import org.javisor.qmp.api.IOThreadInfo;
import org.javisor.qmp.api.MiscHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryCommandLineOptions;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.config.OptionGroup;

/** Commands about what fits nowhere else. */
final class MiscCommands implements MiscHandler {
  /** Devices have their own threads: none can be made for them. */
  @Override
  public List<IOThreadInfo> queryIothreads(QmpCall call) {
    return List.of();
  }

  @Override
  public List<CommandLineOptionInfo> queryCommandLineOptions(
      QmpCall call, QueryCommandLineOptions command) throws QmpException {
    List<CommandLineOptionInfo> all = new ArrayList<>();
    for (OptionGroup group : OptionGroup.values()) {
      if (command.option().isEmpty() || command.option().get().equals(group.option())) {
        all.add(group.info());
      }
    }
    if (all.isEmpty()) {
      throw QmpException.generic("invalid option name: " + command.option().orElseThrow());
    }
    return all;
  }
}
