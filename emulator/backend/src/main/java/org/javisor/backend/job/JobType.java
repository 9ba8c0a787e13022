package org.javisor.backend.job;

/** What a job does. */
public enum JobType {
  COMMIT("commit"),
  STREAM("stream"),
  MIRROR("mirror"),
  BACKUP("backup"),
  CREATE("create");

  private final String text;

  JobType(String text) {
    this.text = text;
  }

  /** Whether it is what clients call a block job: one on a disk in use. */
  public boolean isOnDisk() {
    return this != CREATE;
  }

  /** QEMU's word for it. */
  public String text() {
    return text;
  }
}
