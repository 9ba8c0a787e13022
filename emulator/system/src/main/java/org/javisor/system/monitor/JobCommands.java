package org.javisor.system.monitor;

import java.util.List;
import org.javisor.qmp.api.JobHandler;
import org.javisor.qmp.api.JobInfo;
import org.javisor.qmp.api.QmpCall;

/** Commands about jobs, of which no command makes one yet. */
final class JobCommands implements JobHandler {
  @Override
  public List<JobInfo> queryJobs(QmpCall call) {
    return List.of();
  }
}
