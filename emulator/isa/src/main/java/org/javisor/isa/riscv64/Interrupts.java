package org.javisor.isa.riscv64;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What interrupts of a hart are pending, enabled and delegated.
 *
 * <p>Inputs are set and cleared by any thread; all else belongs to the hart's. Spec: [RISCV-PRIV]
 * 3.1.8, 3.1.9, 10.1.3, 12.1 (Sstc). Unimplemented: Sscofpmf's overflow interrupt, AIA.
 */
final class Interrupts {
  static final int SUPERVISOR_SOFTWARE = 1;
  static final int MACHINE_SOFTWARE = 3;
  static final int SUPERVISOR_TIMER = 5;
  static final int MACHINE_TIMER = 7;
  static final int SUPERVISOR_EXTERNAL = 9;
  static final int MACHINE_EXTERNAL = 11;

  static final long SUPERVISOR =
      1 << SUPERVISOR_SOFTWARE | 1 << SUPERVISOR_TIMER | 1 << SUPERVISOR_EXTERNAL;
  private static final long MACHINE =
      1 << MACHINE_SOFTWARE | 1 << MACHINE_TIMER | 1 << MACHINE_EXTERNAL;
  private static final long TIMER_BIT = 1 << SUPERVISOR_TIMER;
  private static final long SOFTWARE_BIT = 1 << SUPERVISOR_SOFTWARE;
  private static final long EXTERNAL_BIT = 1 << SUPERVISOR_EXTERNAL;

  /** Most urgent first. Spec: [RISCV-PRIV] 3.1.9. */
  private static final int[] PRIORITY = {
    MACHINE_EXTERNAL,
    MACHINE_SOFTWARE,
    MACHINE_TIMER,
    SUPERVISOR_EXTERNAL,
    SUPERVISOR_SOFTWARE,
    SUPERVISOR_TIMER
  };

  /** Levels of the inputs, and the supervisor software interrupt, which anybody may set. */
  private final AtomicLong inputs = new AtomicLong();

  private final long existing;

  /** What M-mode has set of the supervisor's timer and external interrupts. */
  private long written;

  private boolean timerCompare;
  private long enabled;
  private long delegated;

  /**
   * @param supervisor whether there is S-mode
   */
  Interrupts(boolean supervisor) {
    existing = supervisor ? MACHINE | SUPERVISOR : MACHINE;
  }

  /** Inputs stay what they are: they are driven from outside. */
  void reset() {
    written = 0;
    timerCompare = false;
    enabled = 0;
    delegated = 0;
  }

  /** Sets the level of an input, and says whether it was another; any thread. */
  boolean set(int number, boolean level) {
    long bit = 1L << number;
    while (true) {
      long old = inputs.get();
      long wanted = level ? old | bit : old & ~bit;
      if (old == wanted) {
        return false;
      }
      if (inputs.compareAndSet(old, wanted)) {
        return true;
      }
    }
  }

  /** Whether the supervisor's timer interrupt is the comparator's and not what M-mode writes. */
  void followTimerCompare(boolean follow) {
    timerCompare = follow;
  }

  long pending() {
    long levels = inputs.get();
    return timerCompare ? levels | written & EXTERNAL_BIT : levels & ~TIMER_BIT | written;
  }

  /**
   * mip := mip with the bits of {@code mask} from {@code value}, where they are writable. The
   * external interrupt's bit is or'ed with its input, which writes do not reach.
   */
  void writePending(long mask, long value) {
    long writable = mask & (timerCompare ? EXTERNAL_BIT : EXTERNAL_BIT | TIMER_BIT) & existing;
    written = written & ~writable | value & writable;
    writeSupervisorSoftware(mask & existing, value);
  }

  /** sip likewise: only the software interrupt, and only when it is delegated. */
  void writeSupervisorPending(long mask, long value) {
    writeSupervisorSoftware(mask & delegated, value);
  }

  private void writeSupervisorSoftware(long mask, long value) {
    if ((mask & SOFTWARE_BIT) != 0) {
      boolean _ = set(SUPERVISOR_SOFTWARE, (value & SOFTWARE_BIT) != 0);
    }
  }

  long enabled() {
    return enabled;
  }

  void enable(long mask, long value) {
    long writable = mask & existing;
    enabled = enabled & ~writable | value & writable;
  }

  long delegated() {
    return delegated;
  }

  void delegate(long interrupts) {
    delegated = interrupts & SUPERVISOR & existing;
  }

  /** Pending and enabled. */
  long ready() {
    return pending() & enabled;
  }

  /** The most urgent of {@code interrupts}, or -1. */
  static int mostUrgent(long interrupts) {
    for (int number : PRIORITY) {
      if ((interrupts >>> number & 1) != 0) {
        return number;
      }
    }
    return -1;
  }
}
