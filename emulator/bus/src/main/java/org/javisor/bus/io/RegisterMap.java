package org.javisor.bus.io;

import org.javisor.bus.device.DeviceLog;

/**
 * Turns accesses into registers by a device's table, and reports those that hit none.
 *
 * @param <R> the device's register enum
 */
public final class RegisterMap<R extends Enum<R> & RegisterMap.Register> {
  /** Which accesses a register takes. */
  public enum Mode {
    READ,
    WRITE,
    READ_WRITE
  }

  /** A row of the table. */
  public interface Register {
    /** Offset of the first byte. */
    int offset();

    /** Bytes. */
    int width();

    Mode mode();
  }

  private final R[] readers;
  private final R[] writers;
  private final DeviceLog log;

  /**
   * @param registers the table; two may share an offset when one is read-only and the other
   *     write-only
   * @param size bytes of the device's region
   */
  public RegisterMap(R[] registers, int size, DeviceLog log) {
    this.readers = java.util.Arrays.copyOf(registers, size);
    this.writers = java.util.Arrays.copyOf(registers, size);
    this.log = log;
    java.util.Arrays.fill(readers, null);
    java.util.Arrays.fill(writers, null);
    for (R register : registers) {
      if (register.mode() != Mode.WRITE) {
        readers[register.offset()] = register;
      }
      if (register.mode() != Mode.READ) {
        writers[register.offset()] = register;
      }
    }
  }

  /**
   * Whether there is a register to read with {@code width} bytes at {@code offset}; a miss is
   * logged.
   */
  public boolean canRead(long offset, int width) {
    R register = readers[(int) offset];
    if (register == null || width < register.width()) {
      log.guestError("read of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return false;
    }
    return true;
  }

  /** Likewise for writing. */
  public boolean canWrite(long offset, int width) {
    R register = writers[(int) offset];
    if (register == null || width < register.width()) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return false;
    }
    return true;
  }

  /** The register to read at {@code offset}, which {@link #canRead} has found. */
  public R reader(long offset) {
    return readers[(int) offset];
  }

  /** The register to write at {@code offset}, which {@link #canWrite} has found. */
  public R writer(long offset) {
    return writers[(int) offset];
  }
}
