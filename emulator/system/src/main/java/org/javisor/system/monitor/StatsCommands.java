package org.javisor.system.monitor;

import java.util.List;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryStats;
import org.javisor.qmp.api.QueryStatsSchemas;
import org.javisor.qmp.api.StatsHandler;
import org.javisor.qmp.api.StatsResult;
import org.javisor.qmp.api.StatsSchema;

/**
 * Commands about counters: those who would count, a hypervisor or a crypto device, are not here.
 */
final class StatsCommands implements StatsHandler {
  @Override
  public List<StatsResult> queryStats(QmpCall call, QueryStats command) {
    return List.of();
  }

  @Override
  public List<StatsSchema> queryStatsSchemas(QmpCall call, QueryStatsSchemas command) {
    return List.of();
  }
}
