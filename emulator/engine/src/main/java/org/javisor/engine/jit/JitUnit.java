package org.javisor.engine.jit;

import java.util.Arrays;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitKey;

/**
 * A unit of machine code. Jumps from other units of the page may lead straight to its entry; when
 * it becomes invalid they are led back to where they ask, and the entry itself asks, too.
 */
public final class JitUnit extends Unit {
  private static final int JUMP_BYTES = 5;
  private static final int JUMP_OPCODE = 0xE9;

  private final CodeRegion region;
  private final int entry;
  private final int stale;
  private final int end;
  private int[] links = {};
  private int linkCount;

  /**
   * Where things are in the region: the entry, the exit that an invalid unit's entry leads to, the
   * end.
   */
  public record Places(int entry, int stale, int end) {}

  public JitUnit(UnitKey key, int guestBytes, CodeRegion region, Places places) {
    super(key, guestBytes);
    this.region = region;
    this.entry = places.entry();
    this.stale = places.stale();
    this.end = places.end();
  }

  /** The address to jump to. */
  public long code() {
    return region.executeAddress(entry);
  }

  @Override
  public long codeAddress() {
    return code();
  }

  @Override
  public int codeBytes() {
    return end - entry;
  }

  /**
   * Leads the jump whose displacement is at {@code field} here.
   *
   * @param ask where the jump led before: an exit that asks for this unit
   */
  void link(int field, int ask) {
    if (linkCount + 2 > links.length) {
      links = Arrays.copyOf(links, Math.max(4, 2 * links.length));
    }
    links[linkCount++] = field;
    links[linkCount++] = ask;
    region.patchInt(field, entry - (field + 4));
  }

  /** Whether its code lies in the region's segment at hand. */
  boolean isInSegment() {
    return region.isInSegment(entry);
  }

  /** Jumps in the region's segment at hand lead here no more: their code is dropped. */
  void forgetLinksFromSegment() {
    int left = 0;
    for (int i = 0; i < linkCount; i += 2) {
      if (!region.isInSegment(links[i])) {
        links[left] = links[i];
        links[left + 1] = links[i + 1];
        left += 2;
      }
    }
    linkCount = left;
  }

  @Override
  protected void invalidated() {
    long distance = stale - (entry + JUMP_BYTES);
    region.patchEntry(entry, JUMP_OPCODE | (distance & 0xFFFFFFFFL) << 8);
    for (int i = 0; i < linkCount; i += 2) {
      region.patchInt(links[i], links[i + 1] - (links[i] + 4));
    }
    linkCount = 0;
  }
}
