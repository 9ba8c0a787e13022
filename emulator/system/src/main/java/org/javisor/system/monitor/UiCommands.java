package org.javisor.system.monitor;

import java.util.List;
import org.javisor.qmp.api.DisplayOptions;
import org.javisor.qmp.api.DisplayType;
import org.javisor.qmp.api.MouseInfo;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.UiHandler;

/** Commands about screens and mice, of which this machine has none. */
final class UiCommands implements UiHandler {
  @Override
  public List<MouseInfo> queryMice(QmpCall call) {
    return List.of();
  }

  @Override
  public DisplayOptions queryDisplayOptions(QmpCall call) {
    return new DisplayOptions(DisplayType.NONE);
  }
}
