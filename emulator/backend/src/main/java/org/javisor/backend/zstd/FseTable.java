package org.javisor.backend.zstd;

import java.util.Arrays;

/**
 * A finite state machine that yields symbols.
 *
 * <p>Spec: RFC8878 4.1.1 FSE Table Description.
 */
final class FseTable {
  static final int LESS_THAN_ONE = -1;

  private final int log;
  private final byte[] symbols;
  private final byte[] bits;
  private final int[] bases;

  private FseTable(int log) {
    this.log = log;
    int size = 1 << log;
    this.symbols = new byte[size];
    this.bits = new byte[size];
    this.bases = new int[size];
  }

  /** A description: how likely each symbol is, and where it ended. */
  record Description(int[] counts, int log, int end) {}

  /** The machine that always yields {@code symbol}. */
  static FseTable constant(int symbol) {
    FseTable table = new FseTable(0);
    table.symbols[0] = (byte) symbol;
    return table;
  }

  /** The places of each symbol: state to symbol. */
  static byte[] spread(int[] counts, int log) {
    int size = 1 << log;
    byte[] symbols = new byte[size];
    int high = size;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] == LESS_THAN_ONE) {
        symbols[--high] = (byte) symbol;
      }
    }
    int step = (size >> 1) + (size >> 3) + 3;
    int at = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      for (int i = 0; i < counts[symbol]; i++) {
        symbols[at] = (byte) symbol;
        do {
          at = at + step & size - 1;
        } while (at >= high);
      }
    }
    return symbols;
  }

  /** The machine for symbols that are that likely; the counts add up to its size. */
  static FseTable of(int[] counts, int log) {
    FseTable table = new FseTable(log);
    System.arraycopy(spread(counts, log), 0, table.symbols, 0, 1 << log);
    int[] next = new int[counts.length];
    for (int symbol = 0; symbol < counts.length; symbol++) {
      next[symbol] = Math.abs(counts[symbol]);
    }
    for (int state = 0; state < 1 << log; state++) {
      int number = next[table.symbols[state]]++;
      int width = log - (31 - Integer.numberOfLeadingZeros(number));
      table.bits[state] = (byte) width;
      table.bases[state] = (number << width) - (1 << log);
    }
    return table;
  }

  /**
   * Reads a description.
   *
   * @param most the highest symbol
   * @param maxLog the largest machine
   */
  static Description describe(ForwardBits source, int most, int maxLog) throws ZstdException {
    int log = source.read(4) + 5;
    if (log > maxLog) {
      throw new ZstdException("a table of 2^" + log + " states");
    }
    int[] counts = new int[most + 1];
    int remaining = 1 << log;
    int symbol = 0;
    while (remaining > 0 && symbol <= most) {
      int count = count(source, remaining);
      counts[symbol++] = count;
      remaining -= Math.abs(count);
      int zeroes = count == 0 ? 3 : 0;
      while (zeroes == 3) {
        zeroes = source.read(2);
        symbol += zeroes;
      }
    }
    if (remaining != 0 || symbol > most + 1) {
      throw new ZstdException("the counts of a table do not add up");
    }
    return new Description(Arrays.copyOf(counts, symbol), log, source.nextByte());
  }

  /** Small values take one bit less where all values do not need the last one. */
  private static int count(ForwardBits source, int remaining) throws ZstdException {
    int width = 32 - Integer.numberOfLeadingZeros(remaining + 1);
    int spare = (1 << width) - 1 - (remaining + 1);
    int low = source.peek(width - 1);
    if (low < spare) {
      source.skip(width - 1);
      return low - 1;
    }
    int value = source.peek(width);
    source.skip(width);
    return (value >= 1 << width - 1 ? value - spare : value) - 1;
  }

  int size() {
    return 1 << log;
  }

  int log() {
    return log;
  }

  /** Bits that lead from {@code state} to the next one. */
  int bits(int state) {
    return bits[state];
  }

  /** The first of the states that can come after {@code state}. */
  int base(int state) {
    return bases[state];
  }

  int begin(BackwardBits source) {
    return source.read(log);
  }

  int symbol(int state) {
    return symbols[state] & 0xFF;
  }

  int next(int state, BackwardBits source) {
    return bases[state] + source.read(bits[state]);
  }
}
