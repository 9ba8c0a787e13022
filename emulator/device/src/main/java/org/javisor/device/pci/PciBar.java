package org.javisor.device.pci;

import org.javisor.bus.io.MmioHandler;

/**
 * A block of registers that guests place by a base address register.
 *
 * <p>Spec: [PCI] 3.0, 6.2.5.1.
 *
 * @param index the register's number, 0 to 5; a 64-bit one takes the next, too
 * @param size bytes, a power of two: at least 4 of I/O, 16 of memory
 * @param handler answers inside the block
 */
public record PciBar(int index, Kind kind, long size, MmioHandler handler) {
  /** Address spaces. */
  public enum Kind {
    IO(1),
    MEMORY_32(0),
    /** Anywhere, and prefetchable. */
    MEMORY_64(0xC);

    private final int bits;

    Kind(int bits) {
      this.bits = bits;
    }

    /** What the register's lower bits read as. */
    int bits() {
      return bits;
    }
  }

  /** Makes {@code bar} one that guests can place by {@code config}. */
  public static void register(PciConfigSpace config, PciBar bar) {
    config.addBar(bar);
  }

  /** Where a guest has put it. */
  public long base(PciConfigSpace config) {
    int at = PciConfigSpace.BARS + 4 * index;
    return switch (kind) {
      case IO, MEMORY_32 -> config.get(at, 4) & -size;
      case MEMORY_64 -> config.get(at, 8) & -size;
    };
  }
}
