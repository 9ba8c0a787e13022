package org.javisor.device.power;

import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;

/**
 * The test finisher: a register by which a guest turns the machine off, with or without an error,
 * or resets it. It has no state to save.
 *
 * <p>Spec: [SIFIVE-TEST] device-tree binding {@code sifive,test0}.
 */
public final class SifiveTest implements Device, MmioHandler {
  /** Bytes of its registers. */
  public static final long SIZE = 0x1000;

  /** Written to turn off. */
  public static final int PASS = 0x5555;

  /** Written to turn off with the exit code of the upper half. */
  public static final int FAIL = 0x3333;

  /** Written to reset. */
  public static final int RESET = 0x7777;

  // Wiring.
  private final PowerControl power;
  private final DeviceLog log;

  public SifiveTest(PowerControl power, DeviceLog log) {
    this.power = power;
    this.log = log;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public long read(long offset, int width) {
    return 0;
  }

  @Override
  public void write(long offset, int width, long value) {
    if (offset != 0 || width < 2) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return;
    }
    int code = (int) (value >>> 16) & 0xFFFF;
    switch ((int) value & 0xFFFF) {
      case PASS -> power.guestShutdown();
      case FAIL -> power.guestFailed(code);
      case RESET -> power.guestReset();
      default -> log.guestError("unknown value 0x" + Long.toHexString(value));
    }
  }

  @Override
  public void reset() {
    // No state.
  }
}
