package org.javisor.engine.translate;

import org.javisor.engine.isa.Code;
import org.javisor.engine.mmu.GuestMemory;

/** Finds the unit for a pc, or has it built. One for each vCPU; its thread only. */
public final class Translator {
  private static final long PAGE_MASK = -4096L;

  private final UnitBuilder builder;
  private final GuestMemory memory;
  private final CodeCache cache;
  private final Runnable makeRoom;

  /**
   * @param makeRoom called under the cache's lock when it is full
   */
  public Translator(UnitBuilder builder, GuestMemory memory, CodeCache cache, Runnable makeRoom) {
    this.builder = builder;
    this.memory = memory;
    this.cache = cache;
    this.makeRoom = makeRoom;
  }

  /**
   * The unit at {@code pc} for {@code mode}. The caller holds the code cache's lock.
   *
   * @throws org.javisor.engine.isa.GuestTrap when the code cannot be fetched
   */
  public Unit unit(long pc, int mode) {
    UnitKey key = new UnitKey(pc, memory.fetchAddress(pc), mode);
    if (!memory.fetchesWholePage()) {
      return buildOnce(key, false);
    }
    Unit unit = cache.find(key);
    if (unit == null) {
      return build(key);
    }
    if (unit.secondPagePhysical() != -1
        && memory.fetchAddress((pc & PAGE_MASK) + 4096) != unit.secondPagePhysical()) {
      return build(key);
    }
    return unit;
  }

  /**
   * A unit of the one instruction at {@code pc}, for one use. Room for it is the caller's business.
   *
   * @throws org.javisor.engine.isa.GuestTrap when the code cannot be fetched
   */
  public Unit single(long pc, int mode) {
    return buildOnce(new UnitKey(pc, memory.fetchAddress(pc), mode), true);
  }

  private Unit build(UnitKey key) {
    if (cache.isFull()) {
      makeRoom.run();
    }
    cache.protect(key.physical(), memory.tlb());
    long first = memory.hostOf(key.physical() & PAGE_MASK);
    Unit unit;
    try {
      unit = builder.build(key, new UnitBuilder.Pages(first, 0));
    } catch (Code.PageEnd e) {
      unit = buildAcross(key, first);
    }
    cache.add(unit);
    if (cache.isUnsettled()) {
      cache.lookAgain(unit, builder.bytes(unit.pc(), unit.guestBytes()));
    }
    return unit;
  }

  /**
   * One instruction; its page may be executed in parts only.
   *
   * @param step whether it is executed even at a breakpoint
   */
  private Unit buildOnce(UnitKey key, boolean step) {
    long first = memory.hostOf(key.physical() & PAGE_MASK);
    Unit unit;
    try {
      unit = buildOnce(key, new UnitBuilder.Pages(first, 0, memory), step);
    } catch (Code.PageEnd e) {
      long second = memory.hostOf(memory.fetchAddress((key.pc() & PAGE_MASK) + 4096));
      try {
        unit = buildOnce(key, new UnitBuilder.Pages(first, second, memory), step);
      } catch (Code.PageEnd again) {
        throw new IllegalStateException("an instruction spans three pages", again);
      }
    }
    unit.forOneUse();
    return unit;
  }

  private Unit buildOnce(UnitKey key, UnitBuilder.Pages pages, boolean step) throws Code.PageEnd {
    return step ? builder.buildStep(key, pages) : builder.build(key, pages);
  }

  /** The one instruction that reaches from the page at {@code first} into the next. */
  private Unit buildAcross(UnitKey key, long first) {
    long physical = memory.fetchAddress((key.pc() & PAGE_MASK) + 4096);
    cache.protect(physical, memory.tlb());
    long second = memory.hostOf(physical);
    try {
      Unit unit = builder.build(key, new UnitBuilder.Pages(first, second));
      unit.setSecondPagePhysical(physical);
      return unit;
    } catch (Code.PageEnd e) {
      throw new IllegalStateException("an instruction spans three pages", e);
    }
  }
}
