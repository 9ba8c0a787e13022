package org.javisor.qmp.wire;

/** The error classes that clients tell apart; all else is in the text. */
public enum QmpErrorClass {
  GENERIC_ERROR("GenericError"),
  COMMAND_NOT_FOUND("CommandNotFound"),
  DEVICE_NOT_ACTIVE("DeviceNotActive"),
  DEVICE_NOT_FOUND("DeviceNotFound"),
  KVM_MISSING_CAP("KVMMissingCap");

  private final String wireName;

  QmpErrorClass(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The class of that name; what is not known counts as generic. */
  public static QmpErrorClass of(String wireName) {
    for (QmpErrorClass candidate : values()) {
      if (candidate.wireName.equals(wireName)) {
        return candidate;
      }
    }
    return GENERIC_ERROR;
  }
}
