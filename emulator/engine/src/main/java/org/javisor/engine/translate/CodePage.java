package org.javisor.engine.translate;

import java.util.ArrayList;
import java.util.List;

/** The units that have code in one physical page, and which 64-byte granules of it they cover. */
final class CodePage {
  private static final int GRANULE_SHIFT = 6;

  private final long physical;
  private final List<Unit> units = new ArrayList<>();
  private long granules;

  CodePage(long physical) {
    this.physical = physical;
  }

  void add(Unit unit) {
    units.add(unit);
    granules |= mask(start(unit), end(unit));
  }

  /** Forgets {@code unit}; granules that only it covered are found out when they are written. */
  void remove(Unit unit) {
    int at = units.lastIndexOf(unit);
    if (at >= 0) {
      units.set(at, units.getLast());
      units.removeLast();
    }
  }

  /** The granules that units may cover, a bit for each. */
  long granules() {
    return granules;
  }

  boolean isEmpty() {
    return units.isEmpty();
  }

  /**
   * Invalidates units that overlap bytes {@code [from, to)} of the page and forgets them; whether
   * there were any.
   */
  boolean invalidate(int from, int to) {
    if ((granules & mask(from, to)) == 0) {
      return false;
    }
    boolean any = false;
    long left = 0;
    for (int i = units.size() - 1; i >= 0; i--) {
      Unit unit = units.get(i);
      if (start(unit) < to && from < end(unit)) {
        unit.invalidate();
        any = true;
      }
      if (unit.valid()) {
        left |= mask(start(unit), end(unit));
      } else {
        units.set(i, units.getLast());
        units.removeLast();
      }
    }
    granules = left;
    return any;
  }

  private int start(Unit unit) {
    return unit.physical() >>> 12 == physical >>> 12 ? (int) (unit.physical() & 4095) : 0;
  }

  private int end(Unit unit) {
    if (unit.physical() >>> 12 == physical >>> 12) {
      return Math.min(4096, start(unit) + unit.guestBytes());
    }
    return (int) ((unit.physical() & 4095) + unit.guestBytes() - 4096);
  }

  private static long mask(int from, int to) {
    int first = from >>> GRANULE_SHIFT;
    int last = (to - 1) >>> GRANULE_SHIFT;
    return (-1L << first) & (-1L >>> (63 - last));
  }
}
