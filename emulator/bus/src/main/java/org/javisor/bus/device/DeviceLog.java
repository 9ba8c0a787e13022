package org.javisor.bus.device;

import java.util.function.Consumer;

/**
 * Counts what a guest does wrong with one device, and tells the first few of it: a guest cannot
 * flood a log.
 */
public final class DeviceLog {
  private static final int TOLD = 8;

  private final String device;
  private final Consumer<String> sink;
  private long guestErrors;
  private long unimplemented;

  /**
   * @param device whose log
   * @param sink takes lines for a person
   */
  public DeviceLog(String device, Consumer<String> sink) {
    this.device = device;
    this.sink = sink;
  }

  /** A log that only counts. */
  public static DeviceLog silent(String device) {
    return new DeviceLog(device, line -> {});
  }

  /** The guest did what the device's specification forbids. */
  public void guestError(String what) {
    guestErrors++;
    tell(guestErrors, "guest error", what);
  }

  /** The guest asked for something that the device has and we do not. */
  public void unimplemented(String what) {
    unimplemented++;
    tell(unimplemented, "not supported", what);
  }

  private void tell(long count, String kind, String what) {
    if (count <= TOLD) {
      String more = count == TOLD ? " (no more of these are shown)" : "";
      sink.accept(device + ": " + kind + ": " + what + more);
    }
  }

  /** How often {@link #guestError} was called. */
  public long guestErrors() {
    return guestErrors;
  }

  /** How often {@link #unimplemented} was called. */
  public long unimplementedAccesses() {
    return unimplemented;
  }
}
