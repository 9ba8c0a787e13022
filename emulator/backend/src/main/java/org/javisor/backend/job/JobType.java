package org.javisor.backend.job;

/** What a job does. */
public enum JobType {
  COMMIT("commit"),
  STREAM("stream"),
  MIRROR("mirror"),
  BACKUP("backup");

  private final String text;

  JobType(String text) {
    this.text = text;
  }

  /** QEMU's word for it. */
  public String text() {
    return text;
  }
}
