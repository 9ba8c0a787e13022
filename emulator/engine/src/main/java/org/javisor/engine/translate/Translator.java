package org.javisor.engine.translate;

import org.javisor.engine.interp.JumpCache;
import org.javisor.engine.isa.Code;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;

/** Finds the unit for a pc, or has it built. */
public final class Translator {
  private static final long PAGE_MASK = -4096L;

  private final Parts parts;

  /** What it works with. */
  public record Parts(
      UnitBuilder builder, GuestMemory memory, SoftTlb tlb, CodeCache cache, JumpCache jumps) {}

  public Translator(Parts parts) {
    this.parts = parts;
  }

  /**
   * The unit at {@code pc} for {@code mode}.
   *
   * @throws org.javisor.engine.isa.GuestTrap when the code cannot be fetched
   */
  public Unit unit(long pc, int mode) {
    long physical = parts.memory().fetchAddress(pc);
    Unit unit = parts.cache().find(pc, physical, mode);
    if (unit == null) {
      unit = build(new UnitKey(pc, physical, mode));
    } else if (unit.secondPagePhysical() != -1) {
      long second = parts.memory().fetchAddress((pc & PAGE_MASK) + 4096);
      if (second != unit.secondPagePhysical()) {
        unit = build(new UnitKey(pc, physical, mode));
      }
    }
    if (unit.secondPagePhysical() == -1) {
      parts.jumps().put(unit);
    }
    return unit;
  }

  private Unit build(UnitKey key) {
    if (parts.cache().isFull()) {
      parts.cache().clear();
      parts.jumps().clear();
    }
    long first = parts.memory().hostOf(key.physical() & PAGE_MASK);
    Unit unit;
    try {
      unit = parts.builder().build(key, new UnitBuilder.Pages(first, 0));
    } catch (Code.PageEnd e) {
      unit = buildAcross(key, first);
    }
    parts.cache().add(unit);
    parts.tlb().protectHostPage(first);
    return unit;
  }

  /** The one instruction that reaches from the page at {@code first} into the next. */
  private Unit buildAcross(UnitKey key, long first) {
    long physical = parts.memory().fetchAddress((key.pc() & PAGE_MASK) + 4096);
    long second = parts.memory().hostOf(physical);
    try {
      Unit unit = parts.builder().build(key, new UnitBuilder.Pages(first, second));
      unit.setSecondPagePhysical(physical);
      parts.tlb().protectHostPage(second);
      return unit;
    } catch (Code.PageEnd e) {
      throw new IllegalStateException("an instruction spans three pages", e);
    }
  }
}
