package org.javisor.isa.riscv64;

import java.util.Arrays;

/**
 * Physical memory protection: sixteen entries, four bytes fine.
 *
 * <p>Spec: [RISCV-PRIV] 3.7. Unimplemented: Smepmp. Deviation: where an entry splits a page, the
 * right to execute is looked at when translated code is entered, not for each of its instructions.
 */
final class Pmp {
  static final int ENTRIES = 16;
  static final int READ = 1;
  static final int WRITE = 2;
  static final int EXECUTE = 4;

  private static final int ALL = READ | WRITE | EXECUTE;
  private static final int MATCHING_SHIFT = 3;
  private static final int OFF = 0;
  private static final int TOP_OF_RANGE = 1;
  private static final int FOUR_BYTES = 2;
  private static final int LOCKED = 0x80;
  private static final int CONFIG = LOCKED | 3 << MATCHING_SHIFT | ALL;
  private static final long ADDRESS = (1L << 54) - 1;
  private static final int ENTRIES_IN_REGISTER = 8;
  private static final long PAGE = 4096;

  private final int[] config = new int[ENTRIES];
  private final long[] address = new long[ENTRIES];

  /** For each entry the bytes it matches, first to last; first above last when none. */
  private final long[] first = new long[ENTRIES];

  private final long[] last = new long[ENTRIES];

  /** How many entries there are up to the last that matches anything. */
  private int used;

  private int rights;
  private long block;

  Pmp() {
    reset();
  }

  void reset() {
    Arrays.fill(config, 0);
    Arrays.fill(address, 0);
    update();
  }

  /** One entry that gives everybody everything, as firmware leaves it that protects nothing. */
  void openAll() {
    writeAddress(0, ADDRESS);
    writeConfig(0, 3 << MATCHING_SHIFT | ALL);
  }

  /** Register pmpcfg{@code register}, an even number: eight entries. */
  long readConfig(int register) {
    long value = 0;
    for (int i = ENTRIES_IN_REGISTER - 1; i >= 0; i--) {
      value = value << 8 | config[4 * register + i];
    }
    return value;
  }

  /** [RISCV-PRIV] 3.7.1: locked entries stay, writable without readable is reserved. */
  void writeConfig(int register, long value) {
    for (int i = 0; i < ENTRIES_IN_REGISTER; i++) {
      int entry = 4 * register + i;
      int wanted = (int) (value >>> 8 * i) & CONFIG;
      if ((config[entry] & LOCKED) == 0) {
        boolean reserved = (wanted & (READ | WRITE)) == WRITE;
        config[entry] = reserved ? wanted & ~(READ | WRITE) : wanted;
      }
    }
    update();
  }

  long readAddress(int entry) {
    return address[entry];
  }

  /** [RISCV-PRIV] 3.7.1: a locked range above keeps its lower end, too. */
  void writeAddress(int entry, long value) {
    boolean bounds =
        entry + 1 < ENTRIES
            && (config[entry + 1] & LOCKED) != 0
            && matching(entry + 1) == TOP_OF_RANGE;
    if ((config[entry] & LOCKED) == 0 && !bounds) {
      address[entry] = value & ADDRESS;
      update();
    }
  }

  private int matching(int entry) {
    return config[entry] >>> MATCHING_SHIFT & 3;
  }

  private void update() {
    used = 0;
    for (int i = 0; i < ENTRIES; i++) {
      first[i] = 1;
      last[i] = 0;
      switch (matching(i)) {
        case OFF -> {
          continue;
        }
        case TOP_OF_RANGE -> {
          if (address[i] != 0) {
            first[i] = i == 0 ? 0 : address[i - 1] << 2;
            last[i] = (address[i] << 2) - 1;
          }
        }
        case FOUR_BYTES -> {
          first[i] = address[i] << 2;
          last[i] = first[i] + 3;
        }
        default -> {
          long inside = address[i] ^ address[i] + 1; // the low ones and the zero above them
          first[i] = (address[i] & ~inside) << 2;
          last[i] = (address[i] | inside) << 2 | 3;
        }
      }
      used = i + 1;
    }
  }

  /**
   * Looks up the byte at {@code physical}: afterwards {@link #allows} says what may be done there
   * and {@link #block} how far that holds.
   *
   * @param machine whether M-mode asks, which only locked entries restrict
   */
  void find(long physical, boolean machine) {
    block = PAGE;
    rights = machine ? ALL : 0;
    for (int i = 0; i < used; i++) {
      if (first[i] > last[i]) {
        continue;
      }
      if (Long.compareUnsigned(physical, first[i]) >= 0
          && Long.compareUnsigned(physical, last[i]) <= 0) {
        shrinkInside(physical, i);
        if (!machine || (config[i] & LOCKED) != 0) {
          rights = config[i] & ALL;
        }
        return;
      }
      shrinkOutside(physical, i);
    }
  }

  private void shrinkInside(long physical, int i) {
    while ((physical & -block) < first[i] || (physical | (block - 1)) > last[i]) {
      block >>= 1;
    }
  }

  private void shrinkOutside(long physical, int i) {
    while (Long.compareUnsigned(physical & -block, last[i]) <= 0
        && Long.compareUnsigned(physical | (block - 1), first[i]) >= 0) {
      block >>= 1;
    }
  }

  boolean allows(int right) {
    return (rights & right) != 0;
  }

  /**
   * The size of the aligned block around the byte that is alike everywhere: 4 to 4096, a power of
   * two.
   */
  long block() {
    return block;
  }
}
