package org.javisor.backend.job;

/**
 * Hears of what happens to jobs, in that order. It does not wait, and asks nothing of jobs.
 *
 * <p>Spec: none, QEMU's events.
 */
public interface JobListener {
  /** What happens besides changes of status. */
  enum Event {
    READY,
    PENDING,
    COMPLETED,
    CANCELLED
  }

  /** Hears nothing. */
  JobListener NONE =
      new JobListener() {
        @Override
        public void changed(Job job, JobStatus status) {}

        @Override
        public void happened(Event event, Job job, Job.Report report) {}

        @Override
        public void failed(Job job, boolean reading, ErrorAction action) {}
      };

  /** A job's status is another one. */
  void changed(Job job, JobStatus status);

  /** Something else happened. */
  void happened(Event event, Job job, Job.Report report);

  /** Reading or writing failed. */
  void failed(Job job, boolean reading, ErrorAction action);
}
