package org.javisor.system.monitor;

import java.util.function.Consumer;
import org.javisor.backend.job.ErrorAction;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobListener;
import org.javisor.qmp.api.BlockJobCancelledEvent;
import org.javisor.qmp.api.BlockJobCompletedEvent;
import org.javisor.qmp.api.BlockJobErrorEvent;
import org.javisor.qmp.api.BlockJobPendingEvent;
import org.javisor.qmp.api.BlockJobReadyEvent;
import org.javisor.qmp.api.IoOperationType;
import org.javisor.qmp.api.JobStatus;
import org.javisor.qmp.api.JobStatusChangeEvent;
import org.javisor.qmp.api.JobType;
import org.javisor.qmp.api.QmpEvent;

/** Tells clients what happens to jobs. */
public final class JobEvents implements JobListener {
  private final Consumer<QmpEvent> events;

  public JobEvents(Consumer<QmpEvent> events) {
    this.events = events;
  }

  /** How clients call it. */
  static JobType type(Job job) {
    return switch (job.options().type()) {
      case COMMIT -> JobType.COMMIT;
      case STREAM -> JobType.STREAM;
      case MIRROR -> JobType.MIRROR;
      case BACKUP -> JobType.BACKUP;
      case CREATE -> JobType.CREATE;
    };
  }

  /** How clients call it. */
  static JobStatus status(org.javisor.backend.job.JobStatus status) {
    return switch (status) {
      case UNDEFINED -> JobStatus.UNDEFINED;
      case CREATED -> JobStatus.CREATED;
      case RUNNING -> JobStatus.RUNNING;
      case PAUSED -> JobStatus.PAUSED;
      case READY -> JobStatus.READY;
      case STANDBY -> JobStatus.STANDBY;
      case WAITING -> JobStatus.WAITING;
      case PENDING -> JobStatus.PENDING;
      case ABORTING -> JobStatus.ABORTING;
      case CONCLUDED -> JobStatus.CONCLUDED;
      case NULL -> JobStatus.NULL;
    };
  }

  @Override
  public void changed(Job job, org.javisor.backend.job.JobStatus status) {
    events.accept(new JobStatusChangeEvent(job.id(), status(status)));
  }

  @Override
  public void happened(Event event, Job job, Job.Report report) {
    if (!job.options().type().isOnDisk()) {
      return;
    }
    JobType type = type(job);
    String id = job.id();
    events.accept(
        switch (event) {
          case READY ->
              new BlockJobReadyEvent(type, id, report.total(), report.done(), report.speed());
          case PENDING -> new BlockJobPendingEvent(type, id);
          case COMPLETED ->
              new BlockJobCompletedEvent(
                  type, id, report.total(), report.done(), report.speed(), report.error());
          case CANCELLED ->
              new BlockJobCancelledEvent(type, id, report.total(), report.done(), report.speed());
        });
  }

  @Override
  public void failed(Job job, boolean reading, ErrorAction action) {
    events.accept(
        new BlockJobErrorEvent(
            job.id(),
            reading ? IoOperationType.READ : IoOperationType.WRITE,
            DiskStatus.action(action)));
  }
}
