package org.javisor.system.firmware;

import java.util.Arrays;

/**
 * The performance monitoring extension over what harts count: cycles and instructions, in the two
 * counters that always do and in those that an event can be chosen for. A counter's number is its
 * bit in mcountinhibit. There are no firmware counters, no snapshots, and events are counted in all
 * modes.
 *
 * <p>Harts call at the same time, each for itself. Spec: [SBI] 11.
 */
final class SbiPmu {
  static final int EXTENSION = 0x504D55;

  private static final long SUCCESS = 0;
  private static final long NOT_SUPPORTED = -2;
  private static final long INVALID_PARAM = -3;
  private static final long ALREADY_STARTED = -7;
  private static final long ALREADY_STOPPED = -8;
  private static final long NO_SHARED_MEMORY = -9;

  private static final int MCOUNTINHIBIT = 0x320;
  private static final int MHPMEVENT = 0x320;
  private static final int MCYCLE = 0xB00;
  private static final int CYCLE = 0xC00;

  private static final int COUNTERS = 19;
  private static final int TIME_COUNTER = 1;
  private static final int FIRST_CHOSEN = 3;

  /** All but the time's. */
  private static final long VALID = (1L << COUNTERS) - 1 & ~(1L << TIME_COUNTER);

  private static final long WIDTH = 63L << 12;
  private static final long EVENT = (1L << 20) - 1;
  private static final long CYCLES = 1;
  private static final long INSTRUCTIONS = 2;

  private static final int SKIP_MATCH = 1;
  private static final int CLEAR_VALUE = 1 << 1;
  private static final int AUTO_START = 1 << 2;
  private static final int SET_VALUE = 1;
  private static final int START_FROM_SNAPSHOT = 1 << 1;
  private static final int RESET = 1;
  private static final int TAKE_SNAPSHOT = 1 << 1;

  /** For each hart the counters that are configured. */
  private final long[] configured;

  SbiPmu(int harts) {
    configured = new long[harts];
  }

  /** No hart runs. */
  void reset() {
    Arrays.fill(configured, 0);
  }

  /** An error, or the value of a successful call. */
  long call(int function, SbiHart hart) {
    return switch (function) {
      case 0 -> COUNTERS;
      case 1 -> information(hart.argument(0));
      case 2 -> configure(hart);
      case 3 -> start(hart);
      case 4 -> stop(hart);
      case 5, 6 -> INVALID_PARAM; // there are no firmware counters to be read
      default -> NOT_SUPPORTED;
    };
  }

  private static long information(long counter) {
    boolean valid = counter >= 0 && counter < COUNTERS && (VALID >>> counter & 1) != 0;
    return valid ? WIDTH | CYCLE + counter : INVALID_PARAM;
  }

  /** The counters that a call is about: a mask and the number of its first bit; 0 when illegal. */
  private static long counters(SbiHart hart) {
    long base = hart.argument(0);
    if (base < 0 || base >= COUNTERS) {
      return 0;
    }
    long mask = hart.argument(1);
    long set = mask << base;
    return set >>> base == mask ? set : 0;
  }

  private static boolean isInhibited(SbiHart hart, int counter) {
    return (hart.register(MCOUNTINHIBIT) >>> counter & 1) != 0;
  }

  private static void inhibit(SbiHart hart, int counter, boolean stands) {
    long old = hart.register(MCOUNTINHIBIT);
    long bit = 1L << counter;
    hart.setRegister(MCOUNTINHIBIT, stands ? old | bit : old & ~bit);
  }

  private long configure(SbiHart hart) {
    long candidates = counters(hart) & VALID;
    long flags = hart.argument(2);
    long event = hart.argument(3);
    if (candidates == 0 || event != (event & EVENT) || flags >>> 8 != 0) {
      return INVALID_PARAM;
    }
    int counter;
    if ((flags & SKIP_MATCH) != 0) {
      counter = Long.numberOfTrailingZeros(candidates);
      if ((configured[hart.id()] >>> counter & 1) == 0) {
        return INVALID_PARAM;
      }
    } else {
      counter = match(candidates & ~configured[hart.id()], event);
      if (counter < 0) {
        return NOT_SUPPORTED;
      }
      configured[hart.id()] |= 1L << counter;
      inhibit(hart, counter, true);
      if (counter >= FIRST_CHOSEN) {
        hart.setRegister(MHPMEVENT + counter, event);
      }
    }
    if ((flags & CLEAR_VALUE) != 0) {
      hart.setRegister(MCYCLE + counter, 0);
    }
    if ((flags & AUTO_START) != 0) {
      inhibit(hart, counter, false);
    }
    return counter;
  }

  /** A free counter for the event, one that counts nothing else first; -1 when there is none. */
  private static int match(long free, long event) {
    if (event != CYCLES && event != INSTRUCTIONS) {
      return -1;
    }
    int fixed = event == CYCLES ? 0 : 2;
    if ((free >>> fixed & 1) != 0) {
      return fixed;
    }
    long chosen = free & -1L << FIRST_CHOSEN;
    return chosen == 0 ? -1 : Long.numberOfTrailingZeros(chosen);
  }

  private long start(SbiHart hart) {
    long set = counters(hart);
    long flags = hart.argument(2);
    if ((flags & START_FROM_SNAPSHOT) != 0) {
      return NO_SHARED_MEMORY;
    }
    if (set == 0 || (set & ~configured[hart.id()]) != 0 || flags >>> 1 != 0) {
      return INVALID_PARAM;
    }
    long answer = SUCCESS;
    for (long left = set; left != 0; left &= left - 1) {
      int counter = Long.numberOfTrailingZeros(left);
      if (!isInhibited(hart, counter)) {
        answer = ALREADY_STARTED;
        continue;
      }
      if ((flags & SET_VALUE) != 0) {
        hart.setRegister(MCYCLE + counter, hart.argument(3));
      }
      inhibit(hart, counter, false);
    }
    return answer;
  }

  /** Also of counters that nobody has configured: a kernel does so once for all that there are. */
  private long stop(SbiHart hart) {
    long set = counters(hart);
    long flags = hart.argument(2);
    if ((flags & TAKE_SNAPSHOT) != 0) {
      return NO_SHARED_MEMORY;
    }
    if ((set & VALID) == 0 || flags >>> 1 != 0) {
      return INVALID_PARAM;
    }
    long answer = SUCCESS;
    for (long left = set & VALID; left != 0; left &= left - 1) {
      int counter = Long.numberOfTrailingZeros(left);
      if (isInhibited(hart, counter)) {
        answer = ALREADY_STOPPED;
      }
      inhibit(hart, counter, true);
      if ((flags & RESET) != 0) {
        configured[hart.id()] &= ~(1L << counter);
        if (counter >= FIRST_CHOSEN) {
          hart.setRegister(MHPMEVENT + counter, 0);
        }
      }
    }
    return answer;
  }
}
