package org.javisor.engine.mmu;

import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.Translation;
import org.javisor.engine.translate.CodeCache;
import org.javisor.host.memory.RawMemory;

/**
 * Guest memory as one vCPU reaches it when the soft TLB does not know an address: page walks,
 * accesses across pages, devices, stores to pages that hold code.
 *
 * <p>Every method may throw {@link GuestTrap}; a trapping store has changed nothing. The vCPU's
 * thread only.
 */
public final class GuestMemory {
  private static final long PAGE = 4096;

  private final AddressSpace space;
  private final SoftTlb tlb;
  private final CodeCache codeCache;
  private final DirtyLogs dirtyLogs;
  private final Watches watches = new Watches();
  private final GuestCpu cpu;
  private boolean codeChanged;
  private long atomicPhysical = -1;

  /** How large the aligned block is for which the last translation holds: a page at most. */
  private long block = PAGE;

  /** What the machine's vCPUs share. */
  public record Shared(AddressSpace space, CodeCache codeCache, DirtyLogs dirtyLogs) {}

  public GuestMemory(Shared shared, SoftTlb tlb, GuestCpu cpu) {
    this.space = shared.space();
    this.codeCache = shared.codeCache();
    this.dirtyLogs = shared.dirtyLogs();
    this.tlb = tlb;
    this.cpu = cpu;
  }

  /** What this vCPU watches. */
  public Watches watches() {
    return watches;
  }

  /** Where addresses are looked up first. */
  public SoftTlb tlb() {
    return tlb;
  }

  /** Whether a store has invalidated translated code since the last call. */
  public boolean takeCodeChanged() {
    boolean changed = codeChanged;
    codeChanged = false;
    return changed;
  }

  /** Loads {@code size} bytes (1, 2, 4, 8), zero-extended. */
  public long load(long address, int size, int context) {
    watches.check(address, size, false);
    if (crosses(address, size)) {
      return loadAcross(address, size, context);
    }
    long host = hostAddress(address, Access.READ, context);
    if (leavesBlock(address, size)) {
      requireMisaligned(address, size, Access.READ);
      return loadAcross(address, size, context);
    }
    return host != 0 ? read(host, size) : readDevice(address, size, context);
  }

  /** Stores the low {@code size} bytes of {@code value}. */
  public void store(long address, int size, long value, int context) {
    watches.check(address, size, true);
    if (crosses(address, size)) {
      storeAcross(address, size, value, context);
      return;
    }
    long known = tlb.lookupTold(context, address);
    if (known != 0) {
      long gpa = codeCache.physicalOf(known);
      if (codeCache.holdsCode(gpa)) {
        storeToRam(gpa, known, size, value);
        return;
      }
    }
    long physical = physical(address, Access.WRITE, context);
    if (leavesBlock(address, size)) {
      requireMisaligned(address, size, Access.WRITE);
      storeAcross(address, size, value, context);
      return;
    }
    if (space.find(physical) instanceof Region.Ram ram) {
      storeToRam(physical, ram.hostAddress() + (physical - ram.base()), size, value);
    } else {
      writeDevice(address, physical, size, value);
    }
  }

  /**
   * The host address of {@code size} bytes, readable and writable, for an atomic access, after
   * which {@link #atomicDone} is to be called.
   *
   * @throws GuestTrap also when the address is not aligned or no RAM
   */
  public long atomicAddress(long address, int size, int context) {
    if ((address & (size - 1)) != 0) {
      throw cpu.misaligned(address, Access.WRITE);
    }
    watches.check(address, size, true);
    watches.check(address, size, false);
    atomicPhysical = -1;
    long known = tlb.lookup(context, address, Access.WRITE);
    if (known != 0) {
      return known;
    }
    long physical = physical(address, Access.WRITE, context);
    long host = space.ramAddress(physical, size);
    if (host == 0 || leavesBlock(address, size)) {
      throw cpu.accessFault(address, Access.WRITE);
    }
    atomicPhysical = physical;
    return host;
  }

  /** The atomic access to what {@link #atomicAddress} has returned last has been made. */
  public void atomicDone(int size) {
    if (atomicPhysical != -1) {
      forgetCode(atomicPhysical, size);
    }
  }

  /**
   * Loads {@code size} bytes (4 or 8), sign-extended, for a later store-conditional; aligned and in
   * RAM or it traps.
   */
  public long reservedLoad(long address, int size, int context) {
    if ((address & (size - 1)) != 0) {
      throw cpu.misaligned(address, Access.READ);
    }
    watches.check(address, size, false);
    long host = hostAddress(address, Access.READ, context);
    if (host == 0 || leavesBlock(address, size)) {
      throw cpu.accessFault(address, Access.READ);
    }
    return size == 4 ? RawMemory.getIntVolatile(host) : RawMemory.getLongVolatile(host);
  }

  /**
   * Traps as a store would when the byte at {@code address} may neither be read nor written:
   * management of a cache block.
   */
  public void checkBlock(long address, int context) {
    if (tlb.lookup(context, address, Access.READ) != 0
        || tlb.lookup(context, address, Access.WRITE) != 0) {
      return;
    }
    boolean readable;
    try {
      readable = isAnswered(physical(address, Access.READ, context));
    } catch (GuestTrap e) { // may still be writable
      readable = false;
    }
    if (!readable) {
      requireAnswer(address, physical(address, Access.WRITE, context));
    }
  }

  /** The physical address that instructions at {@code address} are fetched from, in RAM or ROM. */
  public long fetchAddress(long address) {
    int context = cpu.fetchMmuIndex();
    long host = tlb.lookup(context, address, Access.FETCH);
    if (host != 0) {
      block = PAGE;
      return codeCache.physicalOf(host);
    }
    long physical = physical(address, Access.FETCH, context);
    if (space.codeAddress(physical & -2L) == 0) {
      throw cpu.accessFault(address, Access.FETCH);
    }
    return physical;
  }

  /**
   * Whether what {@link #fetchAddress} found last holds for the whole page, so that code there may
   * be kept.
   */
  public boolean fetchesWholePage() {
    return block == PAGE;
  }

  /** Replaces 1 or 2 bytes atomically; what they were, zero-extended. */
  public long updateSmall(long address, int size, int context, LongUnaryOperator update) {
    long host = atomicAddress(address, size, context);
    int shift = 8 * (int) (host & 3);
    int mask = (1 << 8 * size) - 1;
    int word = RawMemory.getIntVolatile(host & -4);
    while (true) {
      int old = word >>> shift & mask;
      int wanted = (int) update.applyAsLong(old) & mask;
      int changed = word & ~(mask << shift) | wanted << shift;
      int found = RawMemory.compareAndExchangeInt(host & -4, word, changed);
      if (found == word) {
        atomicDone(size);
        return old;
      }
      word = found;
    }
  }

  /** The host address of RAM or ROM at guest physical {@code physical}. */
  public long hostOf(long physical) {
    return space.codeAddress(physical & -2L) + (physical & 1);
  }

  private static boolean crosses(long address, int size) {
    return (address & (PAGE - 1)) + size > PAGE;
  }

  /** Whether the bytes are not all of the block that the last translation is about. */
  private boolean leavesBlock(long address, int size) {
    return (address & (block - 1)) + size > block;
  }

  /** An access in one piece must lie in one block; a misaligned one is made byte by byte. */
  private void requireMisaligned(long address, int size, Access access) {
    if ((address & (size - 1)) == 0) {
      throw cpu.accessFault(address, access);
    }
  }

  private static long read(long host, int size) {
    return switch (size) {
      case 1 -> RawMemory.getByte(host) & 0xFFL;
      case 2 -> RawMemory.getShort(host) & 0xFFFFL;
      case 4 -> RawMemory.getInt(host) & 0xFFFFFFFFL;
      default -> RawMemory.getLong(host);
    };
  }

  private static void write(long host, int size, long value) {
    switch (size) {
      case 1 -> RawMemory.putByte(host, (byte) value);
      case 2 -> RawMemory.putShort(host, (short) value);
      case 4 -> RawMemory.putInt(host, (int) value);
      default -> RawMemory.putLong(host, value);
    }
  }

  /** The host address, through the TLB, or 0 when a device answers. */
  private long hostAddress(long address, Access access, int context) {
    long host = tlb.lookup(context, address, access);
    if (host != 0) {
      block = PAGE;
      return host;
    }
    long physical = physical(address, access, context);
    return space.ramAddress(physical, 1);
  }

  /** Walks and, for RAM, enters the page into the TLB. */
  private long physical(long address, Access access, int context) {
    long host = tlb.lookup(context, address, access);
    Translation found = cpu.translate(address, access, context);
    long physical = found.physical;
    block = Math.min(found.pageSize, PAGE);
    if (access == Access.WRITE) {
      dirtyLogs.mark(physical);
    }
    if (host == 0 && block == PAGE && space.find(physical) instanceof Region.Ram ram) {
      long page = physical & -PAGE;
      if (page >= ram.base() && page - ram.base() <= ram.size() - PAGE) {
        enter(found, address, context, ram.hostAddress() + (page - ram.base()));
        if (found.pageSize > PAGE) {
          tlb.noteLarge(address, found.pageSize, found.global);
        }
      }
    }
    return physical;
  }

  /** Enters what the last walk has found about the RAM page at {@code page}. */
  private void enter(Translation found, long address, int context, long hostPage) {
    long page = found.physical & -PAGE;
    boolean watched = watches.isInPage(address);
    boolean writable = found.writable && !watched;
    boolean holdsCode = codeCache.holdsCode(page);
    // Generated code takes a write tag for the right to read, too.
    boolean write = writable && found.readable && !holdsCode && !dirtyLogs.isClean(page);
    tlb.enter(
        context,
        address,
        hostPage,
        new SoftTlb.Rights(
            found.readable && !watched,
            write,
            writable && holdsCode,
            found.executable,
            found.global));
    if (write && (codeCache.holdsCode(page) || dirtyLogs.isClean(page))) {
      // Another thread has translated code there meanwhile, or asked whether it is dirty, and may
      // not have seen this entry.
      tlb.withdrawWrite(context, address);
    }
  }

  private void storeToRam(long physical, long host, int size, long value) {
    dirtyLogs.mark(physical);
    write(host, size, value);
    // Seen by whoever translates code there from now on, or we see that there is code.
    VarHandle.fullFence();
    forgetCode(physical, size);
  }

  private void forgetCode(long physical, int size) {
    if (codeCache.holdsCode(physical) && codeCache.invalidate(physical, size)) {
      codeChanged = true;
    }
  }

  private long loadAcross(long address, int size, int context) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= load(address + i, 1, context) << (8 * i);
    }
    return value;
  }

  private void storeAcross(long address, int size, long value, int context) {
    // All of it first, so that a fault in the second page or block finds the first unchanged.
    requireAnswer(address, physical(address, Access.WRITE, context));
    int next = block < PAGE ? 1 : (int) (PAGE - (address & (PAGE - 1)));
    while (next < size) {
      requireAnswer(address + next, physical(address + next, Access.WRITE, context));
      next = block < PAGE ? next + 1 : size;
    }
    for (int i = 0; i < size; i++) {
      store(address + i, 1, value >>> (8 * i), context);
    }
  }

  private void requireAnswer(long address, long physical) {
    if (!isAnswered(physical)) {
      throw cpu.accessFault(address, Access.WRITE);
    }
  }

  private boolean isAnswered(long physical) {
    return !(space.find(physical) instanceof Region.Unassigned);
  }

  private long readDevice(long address, int size, int context) {
    long physical = physical(address, Access.READ, context);
    if (space.find(physical) instanceof Region.Device device && fits(device, physical, size)) {
      space.lock().lock();
      try {
        return device.handler().read(physical - device.base(), size);
      } finally {
        space.lock().unlock();
      }
    }
    throw cpu.accessFault(address, Access.READ);
  }

  private void writeDevice(long address, long physical, int size, long value) {
    if (space.find(physical) instanceof Region.Device device && fits(device, physical, size)) {
      space.lock().lock();
      try {
        device.handler().write(physical - device.base(), size, value);
      } finally {
        space.lock().unlock();
      }
      return;
    }
    throw cpu.accessFault(address, Access.WRITE);
  }

  private static boolean fits(Region.Device device, long physical, int size) {
    return device.size() - (physical - device.base()) >= size;
  }
}
