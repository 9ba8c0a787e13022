package org.javisor.engine.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.javisor.engine.vcpu.CpuState;

/**
 * Units made while another vCPU may have been about to store to their code.
 *
 * <p>A store asks the TLB first and is made a little later, or much later when the host takes the
 * vCPU's core away in between. Who protects a page takes the right away that it has asked for, but
 * does not wait: for each unit that it makes then it keeps the bytes that the unit was made from,
 * until each vCPU has been seen where no store is under way. Meanwhile whoever executes a barrier
 * has these bytes compared with memory before it goes on, and so sees all stores that it can know
 * of. Nothing of this happens while no other vCPU executes guest code.
 *
 * <p>Under the code cache's lock.
 */
final class UnsettledUnits {
  private static final int MOST = 4096;
  private static final int IMPATIENT = 64;

  private final List<CpuState> cpus = new ArrayList<>();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long moment;
  private boolean open;

  /**
   * A unit to be looked at again.
   *
   * @param bytes what it was made from
   * @param moment after which that is for the last time
   */
  private record Entry(Unit unit, byte[] bytes, long moment) {}

  void add(CpuState cpu) {
    cpu.askMoment(moment);
    cpu.setCodeUnsettled(open);
    cpus.add(cpu);
  }

  void remove(CpuState cpu) {
    cpus.remove(cpu);
  }

  /**
   * A page has just been protected in all TLBs; its code has not been read since.
   *
   * @param own who does so, and so stores nothing
   */
  void pageProtected(CpuState own) {
    moment++;
    long passed = Long.MAX_VALUE;
    for (CpuState cpu : cpus) {
      cpu.askMoment(moment);
      if (cpu != own) {
        passed = Math.min(passed, cpu.momentPassed());
      }
    }
    if (passed < moment) {
      setOpen(true);
    }
  }

  private void setOpen(boolean isOpen) {
    open = isOpen;
    for (CpuState cpu : cpus) {
      cpu.setCodeUnsettled(isOpen);
    }
  }

  /** Whether units that are made now are to be added. */
  boolean isOpen() {
    return open;
  }

  /**
   * Adds a unit.
   *
   * @return the unit that there is no room for any more, or null
   */
  Unit add(Unit unit, byte[] bytes) {
    entries.add(new Entry(unit, bytes, moment));
    if (entries.size() % IMPATIENT == 0) {
      hurry();
    }
    return entries.size() > MOST ? entries.remove().unit() : null;
  }

  private void hurry() {
    for (CpuState cpu : cpus) {
      if (cpu.momentPassed() < moment) {
        cpu.setAttention(true);
      }
    }
  }

  /** The units whose code is not what they were made from. */
  List<Unit> settle(CodeCache cache) {
    // Before the code is looked at: what was stored before these moments is seen then.
    long passed = Long.MAX_VALUE;
    for (CpuState cpu : cpus) {
      passed = Math.min(passed, cpu.momentPassed());
    }
    List<Unit> changed = new ArrayList<>();
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      boolean same = cache.isFrom(entry.unit(), entry.bytes());
      if (!same && entry.unit().valid()) {
        changed.add(entry.unit());
      }
      if (!same || !entry.unit().valid() || entry.moment() <= passed) {
        each.remove();
      }
    }
    if (entries.isEmpty() && moment <= passed) {
      setOpen(false);
    }
    return changed;
  }
}
