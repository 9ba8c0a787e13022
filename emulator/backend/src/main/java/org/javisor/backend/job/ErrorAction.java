package org.javisor.backend.job;

import java.util.Locale;

/** What a job does about an error. */
public enum ErrorAction {
  IGNORE,
  REPORT,
  STOP;

  /** QEMU's word for it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
