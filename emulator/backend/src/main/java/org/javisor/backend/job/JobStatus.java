package org.javisor.backend.job;

import java.util.Locale;

/** How a job goes. */
public enum JobStatus {
  UNDEFINED,
  CREATED,
  RUNNING,
  PAUSED,
  READY,
  STANDBY,
  WAITING,
  PENDING,
  ABORTING,
  CONCLUDED,
  NULL;

  /** QEMU's word for it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
