package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobException;
import org.javisor.backend.job.Jobs;
import org.javisor.qmp.api.JobCancel;
import org.javisor.qmp.api.JobComplete;
import org.javisor.qmp.api.JobDismiss;
import org.javisor.qmp.api.JobFinalize;
import org.javisor.qmp.api.JobHandler;
import org.javisor.qmp.api.JobInfo;
import org.javisor.qmp.api.JobPause;
import org.javisor.qmp.api.JobResume;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** Commands about jobs. */
final class JobCommands implements JobHandler {
  private final Jobs jobs;

  private interface Request {
    void make() throws JobException;
  }

  JobCommands(Jobs jobs) {
    this.jobs = jobs;
  }

  private static void ask(Request request) throws QmpException {
    try {
      request.make();
    } catch (JobException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public List<JobInfo> queryJobs(QmpCall call) {
    List<JobInfo> all = new ArrayList<>();
    for (Job job : jobs.all()) {
      Job.Report report = jobs.report(job);
      all.add(
          new JobInfo(
              job.id(),
              JobEvents.type(job),
              JobEvents.status(report.status()),
              report.done(),
              report.total(),
              report.error()));
    }
    return all;
  }

  @Override
  public void jobPause(QmpCall call, JobPause command) throws QmpException {
    ask(() -> jobs.pause(command.id()));
  }

  @Override
  public void jobResume(QmpCall call, JobResume command) throws QmpException {
    ask(() -> jobs.resume(command.id()));
  }

  @Override
  public void jobCancel(QmpCall call, JobCancel command) throws QmpException {
    ask(() -> jobs.cancel(command.id(), true));
  }

  @Override
  public void jobComplete(QmpCall call, JobComplete command) throws QmpException {
    ask(() -> jobs.complete(command.id()));
  }

  @Override
  public void jobDismiss(QmpCall call, JobDismiss command) throws QmpException {
    ask(() -> jobs.dismiss(command.id()));
  }

  @Override
  public void jobFinalize(QmpCall call, JobFinalize command) throws QmpException {
    ask(() -> jobs.finalizeJob(command.id()));
  }
}
