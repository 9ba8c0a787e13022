package org.javisor.device.firmware;

import java.util.Arrays;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.memory.RawMemory;

/**
 * Read-only memory with what CPUs execute first. It has no state: its contents are the machine's,
 * which writes them anew before each start.
 *
 * <p>Spec: none, plain memory.
 */
public final class BootRom implements Device, MmioHandler {
  /** Bytes. */
  public static final long SIZE = 0xF000;

  // Wiring.
  private final GuestRam contents;
  private final DeviceLog log;

  /**
   * @param contents its {@link #SIZE} bytes, from which CPUs fetch instructions
   */
  public BootRom(GuestRam contents, DeviceLog log) {
    this.contents = contents;
    this.log = log;
  }

  /** Makes {@code bytes} the contents, the rest zero. */
  public void fill(byte[] bytes) {
    byte[] all = Arrays.copyOf(bytes, (int) contents.size());
    RawMemory.copyIn(all, 0, contents.hostAddress(), all.length);
  }

  @Override
  public String name() {
    return "rom";
  }

  @Override
  public long read(long offset, int width) {
    long at = contents.hostAddress() + offset;
    return switch (width) {
      case 1 -> RawMemory.getByte(at) & 0xFFL;
      case 2 -> RawMemory.getShort(at) & 0xFFFFL;
      case 4 -> RawMemory.getInt(at) & 0xFFFFFFFFL;
      default -> RawMemory.getLong(at);
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
  }

  @Override
  public void reset() {
    // The machine fills it.
  }
}
