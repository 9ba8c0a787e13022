package org.javisor.backend.zstd;

/**
 * The numbers that make a sequence: how many literals, how long a match, how far back.
 *
 * <p>Spec: RFC8878 3.1.1.3.2.1.1 Sequence Codes for Lengths and Offsets; Appendix A.
 */
@SuppressWarnings("ImmutableEnumChecker") // the arrays never leave, and never change
enum SequenceCodes {
  LITERALS(
      9,
      6,
      new int[] {
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1,
        1, -1, -1, -1, -1
      },
      new int[] {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10,
        11, 12, 13, 14, 15, 16
      },
      0),
  OFFSETS(
      8,
      5,
      new int[] {
        1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
      },
      new int[32],
      0),
  MATCHES(
      9,
      6,
      new int[] {
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
      },
      new int[] {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
      },
      3);

  private final int maxLog;
  private final FseTable defaultTable;
  private final int[] bits;
  private final int[] bases;

  /**
   * @param first what the first code stands for; each has those before it and their extra bits
   *     behind it
   */
  SequenceCodes(int maxLog, int defaultLog, int[] defaultCounts, int[] bits, int first) {
    this.maxLog = maxLog;
    this.defaultTable = FseTable.of(defaultCounts, defaultLog);
    this.bits = bits;
    this.bases = new int[bits.length];
    int base = first;
    for (int code = 0; code < bits.length; code++) {
      bases[code] = base;
      base += 1 << bits[code];
    }
  }

  int maxLog() {
    return maxLog;
  }

  int highest() {
    return bits.length - 1;
  }

  /** The table that needs no description. */
  FseTable defaultTable() {
    return defaultTable;
  }

  int bits(int code) {
    return bits[code];
  }

  int base(int code) {
    return bases[code];
  }

  /** The code whose range has {@code value}. */
  int code(int value) {
    int code = bits.length - 1;
    while (bases[code] > value) {
      code--;
    }
    return code;
  }
}
