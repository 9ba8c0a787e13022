package org.javisor.engine.differential;

import java.util.HashSet;
import java.util.Set;

/**
 * Counts the units that a machine has translated, each of which it was about to enter, and those of
 * distinct content: other operators, operands or constants; not another place in memory.
 *
 * <p>It is told on the CPU's thread and read while that stands still.
 */
final class UnitTally {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final Set<Long> contents = new HashSet<>();
  private final Set<Long> contentsOfAll;
  private long units;
  private long content;
  private boolean isEmpty = true;

  /**
   * @param contentsOfAll gets the contents, too
   */
  UnitTally(Set<Long> contentsOfAll) {
    this.contentsOfAll = contentsOfAll;
  }

  /** A unit begins. */
  void begin(int mode) {
    end();
    content = mode;
    isEmpty = true;
  }

  /** Its next instruction. */
  void add(long instruction) {
    content = mix(content, instruction);
    isEmpty = false;
  }

  /** A number that depends on both and on their order. */
  static long mix(long before, long next) {
    long mixed = (before ^ next) * MULTIPLIER;
    return mixed ^ mixed >>> 29;
  }

  private void end() {
    if (!isEmpty) {
      units++;
      if (contents.add(content)) {
        contentsOfAll.add(content);
      }
    }
  }

  /** What has been counted, as text. */
  String take() {
    begin(0);
    return "%,d units translated, %,d of distinct content".formatted(units, contents.size());
  }

  /** How many of distinct content there have been. */
  int distinct() {
    return contents.size();
  }
}
