package org.javisor.isa.riscv64;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.Translation;
import org.javisor.host.memory.RawMemory;

/**
 * Walks Sv39, Sv48 and Sv57 page tables. Accessed and dirty bits are set by itself, atomically, or
 * cause a fault, as menvcfg says.
 *
 * <p>Spec: [RISCV-PRIV] 10.3.2 (algorithm), 10.4, 10.5, 10.6; 11 (Svnapot), 12 (Svpbmt), 14
 * (Svadu).
 */
final class PageWalker {
  private static final long VALID = 1;
  private static final long READ = 1 << 1;
  private static final long WRITE = 1 << 2;
  private static final long EXECUTE = 1 << 3;
  private static final long USER = 1 << 4;
  private static final long GLOBAL = 1 << 5;
  private static final long ACCESSED = 1 << 6;
  private static final long DIRTY = 1 << 7;
  private static final long RESERVED = 0x1FC0000000000000L;
  private static final long CONTIGUOUS = 1L << 63;
  private static final int MEMORY_TYPE_SHIFT = 61;
  private static final long NOT_IN_POINTERS = CONTIGUOUS | 3L << MEMORY_TYPE_SHIFT;
  private static final long CONTIGUOUS_SIZE = 0x10000;
  private static final long CONTIGUOUS_PPN = 0xF << 10;
  private static final long PPN = 0x003FFFFFFFFFFC00L;

  /** How a walk ended. */
  enum Outcome {
    OK,
    PAGE_FAULT,
    ACCESS_FAULT
  }

  private final AddressSpace memory;
  private final Pmp pmp;
  private final Translation result = new Translation();
  private boolean contiguous;
  private boolean memoryTypes;
  private boolean updates;

  PageWalker(AddressSpace memory, Pmp pmp) {
    this.memory = memory;
    this.pmp = pmp;
  }

  /** Whether entries may say that sixteen pages are one (Svnapot). */
  void setContiguous(boolean allowed) {
    contiguous = allowed;
  }

  /** Whether entries may have a memory type (Svpbmt); what it says makes no difference here. */
  void setMemoryTypes(boolean allowed) {
    memoryTypes = allowed;
  }

  /** Whether the walker sets accessed and dirty bits (Svadu). */
  void setUpdates(boolean allowed) {
    updates = allowed;
  }

  /** What the last successful walk found. */
  Translation result() {
    return result;
  }

  /** No translation: the address is physical. */
  void identity(long address) {
    result.physical = address;
    result.pageSize = 4096;
    result.readable = true;
    result.writable = true;
    result.executable = true;
    result.global = true;
  }

  /**
   * @param satp the register, with a translating mode
   * @param mmuIndex as {@link Mode} says
   */
  Outcome walk(long address, long satp, Access access, int mmuIndex) {
    int levels = (int) (satp >>> 60) - 5;
    int addressBits = 12 + 9 * levels;
    if (address != address << (64 - addressBits) >> (64 - addressBits)) {
      return Outcome.PAGE_FAULT;
    }
    long table = (satp & 0xFFFFFFFFFFFL) << 12;
    for (int level = levels - 1; level >= 0; level--) {
      int shift = 12 + 9 * level;
      long at = table + (address >>> shift & 511) * 8;
      pmp.find(at, false);
      long host = pmp.allows(Pmp.READ) ? memory.ramAddress(at, 8) : 0;
      if (host == 0) {
        return Outcome.ACCESS_FAULT;
      }
      long entry = RawMemory.getLongVolatile(host);
      if ((entry & VALID) == 0 || (entry & (READ | WRITE)) == WRITE || (entry & RESERVED) != 0) {
        return Outcome.PAGE_FAULT;
      }
      if ((entry & (READ | EXECUTE)) != 0) {
        boolean writable = pmp.allows(Pmp.WRITE);
        return leaf(new Leaf(address, at, entry, shift, writable), access, mmuIndex);
      }
      if ((entry & (ACCESSED | DIRTY | USER | NOT_IN_POINTERS)) != 0) {
        return Outcome.PAGE_FAULT;
      }
      table = (entry & PPN) << 2;
    }
    return Outcome.PAGE_FAULT;
  }

  /**
   * The physical address behind {@code address} for a debugger: whatever the rights, and without a
   * trace in the tables; -1 when there is none.
   */
  long look(long address, long satp) {
    int levels = (int) (satp >>> 60) - 5;
    long table = (satp & 0xFFFFFFFFFFFL) << 12;
    for (int level = levels - 1; level >= 0; level--) {
      int shift = 12 + 9 * level;
      long host = memory.ramAddress(table + (address >>> shift & 511) * 8, 8);
      long entry = host == 0 ? 0 : RawMemory.getLongVolatile(host);
      if ((entry & VALID) == 0) {
        return -1;
      }
      if ((entry & (READ | EXECUTE)) != 0) {
        long size = (entry & CONTIGUOUS) != 0 ? CONTIGUOUS_SIZE : 1L << shift;
        return (entry & PPN) << 2 & -size | address & (size - 1);
      }
      table = (entry & PPN) << 2;
    }
    return -1;
  }

  /**
   * A leaf entry: for which address, where it lies, its value, the page's size as a shift, whether
   * the entry may be written to.
   */
  private record Leaf(long address, long at, long entry, int shift, boolean writable) {}

  private Outcome leaf(Leaf leaf, Access access, int mmuIndex) {
    long entry = leaf.entry();
    long size = (entry & CONTIGUOUS) != 0 ? CONTIGUOUS_SIZE : 1L << leaf.shift();
    if (!isLegal(leaf) || !allowed(entry, access, mmuIndex)) {
      return Outcome.PAGE_FAULT;
    }
    long wanted = entry | ACCESSED | (access == Access.WRITE ? DIRTY : 0);
    if (wanted != entry) {
      if (!updates) {
        return Outcome.PAGE_FAULT;
      }
      if (!leaf.writable()) {
        return Outcome.ACCESS_FAULT;
      }
      entry = update(leaf, wanted);
      if (entry == 0) {
        return Outcome.PAGE_FAULT;
      }
    }
    result.physical = (entry & PPN) << 2 & -size | leaf.address() & (size - 1);
    result.pageSize = size;
    result.readable = allowed(entry, Access.READ, mmuIndex);
    result.writable = (entry & DIRTY) != 0 && allowed(entry, Access.WRITE, mmuIndex);
    result.executable = allowed(entry, Access.FETCH, mmuIndex);
    result.global = (entry & GLOBAL) != 0;
    return Outcome.OK;
  }

  private boolean isLegal(Leaf leaf) {
    long entry = leaf.entry();
    long type = entry >>> MEMORY_TYPE_SHIFT & 3;
    if (type == 3 || (type != 0 && !memoryTypes)) {
      return false;
    }
    if ((entry & CONTIGUOUS) != 0) {
      return contiguous && leaf.shift() == 12 && (entry & CONTIGUOUS_PPN) == 8 << 10;
    }
    return ((entry & PPN) << 2 & ((1L << leaf.shift()) - 1)) == 0;
  }

  /**
   * Sets bits in the entry; 0 when it has changed under our hands, so that the guest takes the
   * fault and tries again.
   */
  private long update(Leaf leaf, long bits) {
    long host = memory.ramAddress(leaf.at(), Long.BYTES);
    long entry = leaf.entry();
    long wanted = bits;
    while (wanted != entry) {
      long seen = RawMemory.compareAndExchangeLong(host, entry, wanted);
      if (seen == entry) {
        memory.ramWritten(leaf.at(), Long.BYTES);
        return wanted;
      }
      if ((seen | ACCESSED | DIRTY) != (entry | ACCESSED | DIRTY)) {
        return 0;
      }
      entry = seen;
      wanted |= seen;
    }
    return entry;
  }

  private static boolean allowed(long entry, Access access, int mmuIndex) {
    boolean userPage = (entry & USER) != 0;
    int context = mmuIndex & 3;
    if (context == Mode.USER) {
      if (!userPage) {
        return false;
      }
    } else if (userPage && (access == Access.FETCH || context != Mode.SUPERVISOR_SUM)) {
      return false;
    }
    return switch (access) {
      case FETCH -> (entry & EXECUTE) != 0;
      case READ -> (entry & READ) != 0 || ((mmuIndex & Mode.MXR) != 0 && (entry & EXECUTE) != 0);
      case WRITE -> (entry & WRITE) != 0;
    };
  }
}
