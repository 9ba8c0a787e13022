package org.javisor.engine.interp;

import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitKey;

/** A unit in the interpreter's encoding. */
final class InterpretedUnit extends Unit {
  private final Body body;
  private final long[] code;

  /**
   * The encoding.
   *
   * @param code two longs for each operator
   * @param pcs guest pc of each instruction
   * @param starts where in {@code code} each instruction begins, ascending
   * @param exits direct ways out
   */
  record Body(long[] code, long[] pcs, int[] starts, Exit[] exits) {}

  InterpretedUnit(UnitKey key, int guestBytes, Body body) {
    super(key, guestBytes);
    this.body = body;
    this.code = body.code();
  }

  long[] code() {
    return code;
  }

  Exit exit(int number) {
    return body.exits()[number];
  }

  /**
   * The number of the instruction whose operators end behind or reach {@code ip}, which points
   * behind the operator meant.
   */
  int indexOf(int ip) {
    int[] starts = body.starts();
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] < ip) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  long pcOf(int index) {
    return body.pcs()[index];
  }

  /**
   * Whether an exit may lead to {@code next} for good: same page, same mode, so that only
   * invalidation can part them.
   */
  boolean mayLink(Unit next) {
    return next.mayBeKept()
        && next.mode() == mode()
        && next.pc() >>> 12 == pc() >>> 12
        && next.physical() >>> 12 == physical() >>> 12;
  }

  /** A direct way out of a unit, linked to its successor once that is known. */
  static final class Exit {
    private final long target;
    private InterpretedUnit next;

    Exit(long target) {
      this.target = target;
    }

    /** The guest pc it leads to. */
    long target() {
      return target;
    }

    /** The unit there, or null when it is not known or no longer valid. */
    InterpretedUnit next() {
      InterpretedUnit unit = next;
      return unit != null && unit.valid() ? unit : null;
    }

    void link(InterpretedUnit unit) {
      next = unit;
    }
  }
}
