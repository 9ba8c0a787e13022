package org.javisor.device.interrupt;

import java.util.List;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.CpuInterrupts;

/**
 * Supervisor software interrupts of all harts: a write raises one, which the hart lowers itself. It
 * has no state of its own.
 *
 * <p>Spec: [ACLINT] 1.0, chapter 4 (SSWI).
 */
public final class Sswi implements Device, MmioHandler {
  /** Bytes of its registers. */
  public static final long SIZE = 0x4000;

  private static final int SUPERVISOR_SOFTWARE = 1;

  // Wiring.
  private final List<CpuInterrupts> harts;
  private final DeviceLog log;

  public Sswi(List<? extends CpuInterrupts> harts, DeviceLog log) {
    this.harts = List.copyOf(harts);
    this.log = log;
  }

  @Override
  public String name() {
    return "sswi";
  }

  /** [ACLINT] 4.1: reads as zero. */
  @Override
  public long read(long offset, int width) {
    return 0;
  }

  @Override
  public void write(long offset, int width, long value) {
    long hart = offset >>> 2;
    if (width != 4 || (offset & 3) != 0 || hart >= harts.size()) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
    } else if ((value & 1) != 0) {
      harts.get((int) hart).set(SUPERVISOR_SOFTWARE, true);
    }
  }

  @Override
  public void reset() {
    // No state.
  }
}
