package org.javisor.isa.riscv64;

import java.util.Arrays;
import org.javisor.engine.isa.VcpuPort;

/**
 * Cycle, retired-instruction and event counters. A cycle is an instruction; of events only these
 * two are counted.
 *
 * <p>Spec: [RISCV-PRIV] 3.1.10 to 3.1.12, [RISCV-UNPRIV] 7 (Zicntr, Zihpm). Unimplemented:
 * Sscofpmf, Smcntrpmf.
 */
final class Counters {
  /** mcountinhibit and the counter enables: bits of the fixed counters. */
  static final int CYCLE = 1;

  static final int TIME = 1 << 1;
  static final int RETIRED = 1 << 2;

  /** What every hart counts. */
  static final int FIXED = CYCLE | TIME | RETIRED;

  /** Besides, sixteen event counters, from number 3 on. */
  static final int ALL = FIXED | 0x7FFF8;

  private static final int COUNT = 32;
  private static final int CYCLE_NUMBER = 0;
  private static final int RETIRED_NUMBER = 2;
  private static final long CYCLE_EVENT = 1;
  private static final long RETIRED_EVENT = 2;

  /** What a selector keeps: all but the filters for modes that there are not. */
  private static final long SELECTOR = ~(3L << 58);

  private final VcpuPort port;
  private final int available;

  /** The value of a counter that stands, or how far a running one is ahead of the port's. */
  private final long[] base = new long[COUNT];

  private final long[] events = new long[COUNT];
  private int inhibited;

  /** 1 while an instruction writes that the port has not counted yet; it completes first. */
  private int writing;

  /**
   * @param available a bit for each counter that there is
   */
  Counters(VcpuPort port, int available) {
    this.port = port;
    this.available = available;
  }

  /** All stand at 0 and run. */
  void reset() {
    Arrays.fill(events, 0);
    inhibited = 0;
    for (int i = 0; i < COUNT; i++) {
      base[i] = 0;
      set(i, 0);
    }
  }

  int available() {
    return available;
  }

  private boolean runs(int number) {
    boolean counted =
        number == CYCLE_NUMBER
            || number == RETIRED_NUMBER
            || events[number] == CYCLE_EVENT
            || events[number] == RETIRED_EVENT;
    return counted && (inhibited >>> number & 1) == 0;
  }

  /** Whether what is written from now on is written by the instruction that is being executed. */
  void setWriting(boolean now) {
    writing = now ? 1 : 0;
  }

  private long completed() {
    return port.instructionsRetired() + writing;
  }

  long value(int number) {
    return runs(number) ? base[number] + completed() : base[number];
  }

  void set(int number, long value) {
    base[number] = runs(number) ? value - completed() : value;
  }

  long event(int number) {
    return events[number];
  }

  void selectEvent(int number, long event) {
    long value = value(number);
    events[number] = event & SELECTOR;
    set(number, value);
  }

  int inhibited() {
    return inhibited;
  }

  void inhibit(int counters) {
    int wanted = counters & available & ~TIME;
    for (int changed = inhibited ^ wanted; changed != 0; changed &= changed - 1) {
      int number = Integer.numberOfTrailingZeros(changed);
      long value = value(number);
      inhibited ^= 1 << number;
      set(number, value);
    }
  }

  /** The instruction that the engine counts next raises an exception and does not retire. */
  void instructionNotRetired() {
    for (int i = RETIRED_NUMBER; i < COUNT; i++) {
      if (runs(i) && (i == RETIRED_NUMBER || events[i] == RETIRED_EVENT)) {
        base[i]--;
      }
    }
  }
}
