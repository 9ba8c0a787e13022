package org.javisor.engine.interp;

import java.util.Arrays;
import org.javisor.engine.translate.Unit;

/**
 * Recently reached units by virtual pc and mode, for jumps whose target is not linked. It knows
 * nothing of address spaces: whenever translations change it is cleared.
 */
public final class JumpCache {
  private static final int PAGE_BITS = 6;
  private static final int PAGES = 1 << 6;

  private final InterpretedUnit[] entries = new InterpretedUnit[PAGES << PAGE_BITS];
  private boolean empty = true;

  /** The unit at {@code pc} in {@code mode}, or null. */
  InterpretedUnit find(long pc, int mode) {
    InterpretedUnit unit = entries[index(pc)];
    return unit != null && unit.pc() == pc && unit.mode() == mode && unit.valid() ? unit : null;
  }

  /** Remembers {@code unit}, which this interpreter's encoder has made. */
  public void put(Unit unit) {
    entries[index(unit.pc())] = (InterpretedUnit) unit;
    empty = false;
  }

  /** Forgets everything. */
  public void clear() {
    if (!empty) {
      Arrays.fill(entries, null);
      empty = true;
    }
  }

  private static int page(long pc) {
    return (int) ((pc >>> 12) ^ (pc >>> 18)) & (PAGES - 1);
  }

  private static int index(long pc) {
    return page(pc) << PAGE_BITS | (int) ((pc >>> 1) ^ (pc >>> 7)) & ((1 << PAGE_BITS) - 1);
  }
}
