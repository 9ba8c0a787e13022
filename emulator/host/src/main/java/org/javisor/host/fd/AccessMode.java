package org.javisor.host.fd;

/** What a descriptor may be used for. */
public enum AccessMode {
  READ_ONLY,
  WRITE_ONLY,
  READ_WRITE;

  /** Whether reading is allowed. */
  public boolean canRead() {
    return this != WRITE_ONLY;
  }

  /** Whether writing is allowed. */
  public boolean canWrite() {
    return this != READ_ONLY;
  }
}
