package org.javisor.isa.riscv64;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.Translation;
import org.javisor.host.memory.RawMemory;

/**
 * Walks Sv39, Sv48 and Sv57 page tables; sets accessed and dirty bits itself, atomically.
 *
 * <p>Spec: [RISCV-PRIV] 10.3.2 (algorithm), 10.4, 10.5, 10.6. Svadu behaviour: A and D are set by
 * the walker.
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
  private static final long RESERVED = 0xFFC0000000000000L;
  private static final long PPN = 0x003FFFFFFFFFFC00L;

  /** How a walk ended. */
  enum Outcome {
    OK,
    PAGE_FAULT,
    ACCESS_FAULT
  }

  private final AddressSpace memory;
  private final Translation result = new Translation();

  PageWalker(AddressSpace memory) {
    this.memory = memory;
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
      long host = memory.ramAddress(table + (address >>> shift & 511) * 8, 8);
      if (host == 0) {
        return Outcome.ACCESS_FAULT;
      }
      long entry = RawMemory.getLongVolatile(host);
      if ((entry & VALID) == 0 || (entry & (READ | WRITE)) == WRITE || (entry & RESERVED) != 0) {
        return Outcome.PAGE_FAULT;
      }
      if ((entry & (READ | EXECUTE)) != 0) {
        return leaf(new Leaf(address, host, entry, shift), access, mmuIndex);
      }
      if ((entry & (ACCESSED | DIRTY | USER)) != 0) {
        return Outcome.PAGE_FAULT;
      }
      table = (entry & PPN) << 2;
    }
    return Outcome.PAGE_FAULT;
  }

  /** A leaf entry: for which address, where it lies, its value, the page's size as a shift. */
  private record Leaf(long address, long host, long entry, int shift) {}

  private Outcome leaf(Leaf leaf, Access access, int mmuIndex) {
    long entry = leaf.entry();
    long offsetMask = (1L << leaf.shift()) - 1;
    long base = (entry & PPN) << 2;
    if ((base & offsetMask) != 0 || !allowed(entry, access, mmuIndex)) {
      return Outcome.PAGE_FAULT;
    }
    long wanted = entry | ACCESSED | (access == Access.WRITE ? DIRTY : 0);
    while (wanted != entry) {
      long seen = RawMemory.compareAndExchangeLong(leaf.host(), entry, wanted);
      if (seen == entry) {
        entry = wanted;
      } else if ((seen | ACCESSED | DIRTY) == (entry | ACCESSED | DIRTY)) {
        entry = seen;
        wanted |= seen;
      } else {
        return Outcome
            .PAGE_FAULT; // Changed under our hands: the guest takes the fault and tries again.
      }
    }
    result.physical = base | leaf.address() & offsetMask;
    result.pageSize = 1L << leaf.shift();
    result.readable = allowed(entry, Access.READ, mmuIndex);
    result.writable = (entry & DIRTY) != 0 && allowed(entry, Access.WRITE, mmuIndex);
    result.executable = allowed(entry, Access.FETCH, mmuIndex);
    result.global = (entry & GLOBAL) != 0;
    return Outcome.OK;
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
