package org.javisor.backend.job;

import java.util.Set;

/** What can be asked of a job, and when. */
public enum JobVerb {
  CANCEL("cancel", true, JobStatus.WAITING, JobStatus.PENDING),
  PAUSE("pause", true),
  RESUME("resume", true),
  SET_SPEED("set-speed", true),
  COMPLETE("complete", false, JobStatus.READY, JobStatus.STANDBY),
  FINALIZE("finalize", false, JobStatus.PENDING),
  DISMISS("dismiss", false, JobStatus.CONCLUDED);

  private final String text;
  private final boolean atWork;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable set
  private final Set<JobStatus> more;

  /**
   * @param atWork whether it can be asked of one that has begun and not yet done its work
   */
  JobVerb(String text, boolean atWork, JobStatus... more) {
    this.text = text;
    this.atWork = atWork;
    this.more = Set.of(more);
  }

  /** QEMU's word for it. */
  String text() {
    return text;
  }

  boolean isAllowed(JobStatus status) {
    boolean works =
        switch (status) {
          case CREATED, RUNNING, PAUSED, READY, STANDBY -> true;
          case UNDEFINED, WAITING, PENDING, ABORTING, CONCLUDED, NULL -> false;
        };
    return atWork && works || more.contains(status);
  }
}
