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

  /** As the flags of open spell it. */
  int bits() {
    return switch (this) {
      case READ_ONLY -> 0;
      case WRITE_ONLY -> 1;
      case READ_WRITE -> 2;
    };
  }

  static AccessMode ofBits(int flags) {
    return switch (flags & 3) {
      case 0 -> READ_ONLY;
      case 1 -> WRITE_ONLY;
      default -> READ_WRITE;
    };
  }
}
