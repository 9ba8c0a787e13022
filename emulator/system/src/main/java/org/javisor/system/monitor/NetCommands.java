package org.javisor.system.monitor;

import java.util.List;
import org.javisor.qmp.api.NetHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryRxFilter;
import org.javisor.qmp.api.RxFilterInfo;
import org.javisor.qmp.wire.QmpException;

/** Commands about networks, of which this machine has none. */
final class NetCommands implements NetHandler {
  @Override
  public List<RxFilterInfo> queryRxFilter(QmpCall call, QueryRxFilter command) throws QmpException {
    if (command.name().isPresent()) {
      throw QmpException.generic("invalid net client name: " + command.name().get());
    }
    return List.of();
  }
}
