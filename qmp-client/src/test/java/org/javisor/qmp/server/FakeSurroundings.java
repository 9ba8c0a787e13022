package org.javisor.qmp.server;

import java.util.List;
import org.javisor.qmp.api.DisplayOptions;
import org.javisor.qmp.api.DisplayType;
import org.javisor.qmp.api.DumpGuestMemory;
import org.javisor.qmp.api.DumpGuestMemoryCapability;
import org.javisor.qmp.api.DumpHandler;
import org.javisor.qmp.api.DumpQueryResult;
import org.javisor.qmp.api.DumpStatus;
import org.javisor.qmp.api.MouseInfo;
import org.javisor.qmp.api.NetHandler;
import org.javisor.qmp.api.PciHandler;
import org.javisor.qmp.api.PciInfo;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryRxFilter;
import org.javisor.qmp.api.QueryStats;
import org.javisor.qmp.api.QueryStatsSchemas;
import org.javisor.qmp.api.RxFilterInfo;
import org.javisor.qmp.api.StatsHandler;
import org.javisor.qmp.api.StatsResult;
import org.javisor.qmp.api.StatsSchema;
import org.javisor.qmp.api.UiHandler;

/** A machine without buses, networks, screens or counters. */
final class FakeSurroundings
    implements DumpHandler, NetHandler, PciHandler, StatsHandler, UiHandler {
  @Override
  public void dumpGuestMemory(QmpCall call, DumpGuestMemory command) {}

  @Override
  public DumpQueryResult queryDump(QmpCall call) {
    return new DumpQueryResult(DumpStatus.NONE, 0, 0);
  }

  @Override
  public DumpGuestMemoryCapability queryDumpGuestMemoryCapability(QmpCall call) {
    return new DumpGuestMemoryCapability(List.of());
  }

  @Override
  public List<RxFilterInfo> queryRxFilter(QmpCall call, QueryRxFilter command) {
    return List.of();
  }

  @Override
  public List<PciInfo> queryPci(QmpCall call) {
    return List.of();
  }

  @Override
  public List<StatsResult> queryStats(QmpCall call, QueryStats command) {
    return List.of();
  }

  @Override
  public List<StatsSchema> queryStatsSchemas(QmpCall call, QueryStatsSchemas command) {
    return List.of();
  }

  @Override
  public List<MouseInfo> queryMice(QmpCall call) {
    return List.of();
  }

  @Override
  public DisplayOptions queryDisplayOptions(QmpCall call) {
    return new DisplayOptions(DisplayType.NONE);
  }
}
