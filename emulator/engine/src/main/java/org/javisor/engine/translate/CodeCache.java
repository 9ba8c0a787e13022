package org.javisor.engine.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.host.memory.RawMemory;

/**
 * All units of a machine, found by physical address and mode, and the pages that hold their code.
 * Shared by the vCPUs: whoever looks up, adds or drops units holds {@link #lock}; {@link
 * #invalidate} takes it itself.
 *
 * <p>A page that holds code is writable in no soft TLB, so that every store to it comes to {@link
 * #invalidate}; but for those to granules without code that generated code asks {@link
 * FreeGranules} about.
 */
public final class CodeCache implements AutoCloseable {
  private static final int BUCKETS = 1 << 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final boolean byVirtualAddress;
  private final int maxUnits;
  private final Node[] buckets = new Node[BUCKETS];
  private final Block[] blocks;
  private final List<SoftTlb> tlbs = new ArrayList<>();
  private final UnsettledUnits unsettled = new UnsettledUnits();
  private int count;

  /** Whether stores beside code are told, too. */
  private boolean tellsAll;

  /** A chain of units whose keys hash alike. */
  private static final class Node {
    final Unit unit;
    final Node next;

    Node(Unit unit, Node next) {
      this.unit = unit;
      this.next = next;
    }
  }

  /** The pages of a region of RAM or ROM. The bit set is read by any thread, without the lock. */
  private static final class Block {
    final Region memory;
    final long hostAddress;
    final CodePage[] pages;
    final AtomicLongArray holdsCode;
    final FreeGranules free;

    Block(Region memory, long hostAddress) {
      this.memory = memory;
      this.hostAddress = hostAddress;
      int pageCount = Math.toIntExact((memory.size() + 4095) >>> 12);
      this.pages = new CodePage[pageCount];
      this.holdsCode = new AtomicLongArray((pageCount + 63) >>> 6);
      this.free =
          memory instanceof Region.Ram
              ? FreeGranules.of(hostAddress, pageCount)
              : FreeGranules.NONE;
    }
  }

  /**
   * A cache for code in {@code memory}'s RAM and ROM, which must be mapped by now.
   *
   * @param byVirtualAddress whether a unit serves only the virtual address it was made for
   * @param maxUnits how many units there are room for
   */
  public CodeCache(AddressSpace memory, boolean byVirtualAddress, int maxUnits) {
    this.byVirtualAddress = byVirtualAddress;
    this.maxUnits = maxUnits;
    List<Block> found = new ArrayList<>();
    for (Region region : memory.regions()) {
      switch (region) {
        case Region.Ram ram -> found.add(new Block(ram, ram.hostAddress()));
        case Region.Rom rom -> found.add(new Block(rom, rom.hostAddress()));
        case Region.Mmio _, Region.Unassigned _ -> {
          // No code can be there.
        }
      }
    }
    this.blocks = found.toArray(Block[]::new);
    memory.addRamWriteListener(this::ramWritten);
  }

  private void ramWritten(long gpa, long length) {
    if (holdsCode(gpa, length)) {
      invalidate(gpa, length);
    }
  }

  /** The lock of everything here. */
  public ReentrantLock lock() {
    return lock;
  }

  /** From now on {@code tlb} is told of pages that hold code. */
  public void addTlb(SoftTlb tlb) {
    lock.lock();
    try {
      tlbs.add(tlb);
      unsettled.add(tlb.state());
      freeGranules().publish(tlb.state());
    } finally {
      lock.unlock();
    }
  }

  /** That of the largest RAM. */
  private FreeGranules freeGranules() {
    FreeGranules largest = FreeGranules.NONE;
    int pages = 0;
    for (Block block : blocks) {
      if (block.memory instanceof Region.Ram && block.pages.length > pages) {
        largest = block.free;
        pages = block.pages.length;
      }
    }
    return largest;
  }

  /**
   * From now on every store to a page that holds code is told, also beside code, once each vCPU has
   * ended an instruction.
   */
  public void tellAll() {
    lock.lock();
    try {
      tellsAll = true;
      for (Block block : blocks) {
        for (int i = 0; i < block.pages.length; i++) {
          if (block.pages[i] != null) {
            block.free.set(i, 0);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets {@code tlb}. */
  public void removeTlb(SoftTlb tlb) {
    lock.lock();
    try {
      tlbs.remove(tlb);
      unsettled.remove(tlb.state());
    } finally {
      lock.unlock();
    }
  }

  /** The valid unit for {@code key}, or null. The caller holds the lock. */
  Unit find(UnitKey key) {
    Node node = buckets[bucket(key)];
    while (node != null) {
      Unit unit = node.unit;
      if (unit.physical() == key.physical()
          && unit.mode() == key.mode()
          && unit.valid()
          && (!byVirtualAddress || unit.pc() == key.pc())) {
        return unit;
      }
      node = node.next;
    }
    return null;
  }

  /**
   * Makes stores to the page of {@code physical} come here, from before its code is read. The
   * caller holds the lock until it has added the unit.
   *
   * @param own the caller's
   */
  void protect(long physical, SoftTlb own) {
    Block block = block(physical);
    if (block != null) {
      int number = (int) ((physical - block.memory.base()) >>> 12);
      if (!mark(block, number, true)) {
        long host = block.hostAddress + ((long) number << 12);
        for (SoftTlb tlb : tlbs) {
          tlb.protectHostPage(host);
        }
        unsettled.pageProtected(own.state());
      } else if (block.free.get(number) != 0) {
        block.free.set(number, 0);
        unsettled.pageProtected(own.state());
      }
    }
  }

  /** Keeps {@code unit}, whose pages have been protected. The caller holds the lock. */
  void add(Unit unit) {
    int bucket = bucket(unit.key());
    buckets[bucket] = new Node(unit, withoutInvalid(buckets[bucket]));
    count++;
    addToPage(unit, unit.physical());
    if (unit.secondPagePhysical() != -1) {
      addToPage(unit, unit.secondPagePhysical());
    }
  }

  /**
   * Whether stores may be under way that began before the last page was protected, so that nobody
   * would notice them. The caller holds the lock.
   */
  boolean isUnsettled() {
    return unsettled.isOpen();
  }

  /**
   * Looks at {@code unit}'s code again until such stores have been made. The caller holds the lock.
   *
   * @param bytes what the unit was made from
   */
  void lookAgain(Unit unit, byte[] bytes) {
    Unit tooMuch = unsettled.add(unit, bytes);
    if (tooMuch != null) {
      invalidate(tooMuch);
    }
  }

  private void invalidate(Unit unit) {
    boolean _ = invalidate(unit.physical(), unit.guestBytes());
  }

  /** Looks whether code has been changed unnoticed: such units are gone. */
  public void settle() {
    lock.lock();
    try {
      for (Unit changed : unsettled.settle(this)) {
        invalidate(changed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a unit made from {@code bytes} would still be the same. */
  boolean isFrom(Unit unit, byte[] bytes) {
    int inFirst = (int) Math.min(bytes.length, 4096 - (unit.physical() & 4095));
    return isInMemory(unit.physical(), bytes, 0, inFirst)
        && isInMemory(unit.secondPagePhysical(), bytes, inFirst, bytes.length);
  }

  private boolean isInMemory(long physical, byte[] bytes, int from, int to) {
    Block block = block(physical);
    for (int i = from; i < to && block != null; i++) {
      long host = block.hostAddress + (physical - block.memory.base());
      if (RawMemory.getByte(host + i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is no room for another unit, so that {@link #clear} is due. */
  boolean isFull() {
    return count >= maxUnits;
  }

  /** How many units there are. */
  public int size() {
    return count;
  }

  /** Invalidates and forgets all units. The caller holds the lock. */
  public void clear() {
    for (Node chain : buckets) {
      for (Node node = chain; node != null; node = node.next) {
        clearPage(node.unit.physical());
        if (node.unit.secondPagePhysical() != -1) {
          clearPage(node.unit.secondPagePhysical());
        }
      }
    }
    Arrays.fill(buckets, null);
    count = 0;
  }

  private void clearPage(long physical) {
    Block block = block(physical);
    if (block != null) {
      int number = (int) ((physical - block.memory.base()) >>> 12);
      if (block.pages[number] != null) {
        block.pages[number].invalidate(0, 4096);
        block.pages[number] = null;
      }
      unmark(block, number);
    }
  }

  /** Invalidates and forgets the units for which {@code old} holds. The caller holds the lock. */
  public void drop(Predicate<Unit> old) {
    for (int i = 0; i < buckets.length; i++) {
      Node kept = null;
      for (Node node = buckets[i]; node != null; node = node.next) {
        if (node.unit.valid() && !old.test(node.unit)) {
          kept = new Node(node.unit, kept);
        } else {
          node.unit.invalidate();
          forget(node.unit, node.unit.physical());
          if (node.unit.secondPagePhysical() != -1) {
            forget(node.unit, node.unit.secondPagePhysical());
          }
          count--;
        }
      }
      buckets[i] = kept;
    }
  }

  private void forget(Unit unit, long physical) {
    Block block = block(physical);
    if (block == null) {
      return;
    }
    int number = (int) ((physical - block.memory.base()) >>> 12);
    CodePage page = block.pages[number];
    if (page != null) {
      page.remove(unit);
      if (page.isEmpty()) {
        block.pages[number] = null;
        unmark(block, number);
      }
    }
  }

  /** The valid units. The caller holds the lock. */
  public void forEach(Consumer<Unit> action) {
    for (Node chain : buckets) {
      for (Node node = chain; node != null; node = node.next) {
        if (node.unit.valid()) {
          action.accept(node.unit);
        }
      }
    }
  }

  /** The guest physical address of RAM or ROM at host address {@code host}, or -1. */
  public long physicalOf(long host) {
    for (Block block : blocks) {
      long offset = host - block.hostAddress;
      if (Long.compareUnsigned(offset, block.memory.size()) < 0) {
        return block.memory.base() + offset;
      }
    }
    return -1;
  }

  /**
   * Whether the page of {@code gpa} holds translated code, so that stores to it must be told. Any
   * thread, without the lock.
   */
  public boolean holdsCode(long gpa) {
    for (Block block : blocks) {
      long page = (gpa - block.memory.base()) >>> 12;
      if (page >= 0 && page < block.pages.length) {
        return (block.holdsCode.get((int) (page >>> 6)) >>> (page & 63) & 1) != 0;
      }
    }
    return false;
  }

  /** Whether any page of {@code [gpa, gpa + length)} holds translated code. Any thread. */
  public boolean holdsCode(long gpa, long length) {
    for (long at = gpa & -4096L; at < gpa + length; at += 4096) {
      if (holdsCode(at)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Bytes {@code [gpa, gpa + length)} have changed: units that overlap them are gone. Whether there
   * were any. Any thread.
   */
  public boolean invalidate(long gpa, long length) {
    lock.lock();
    try {
      boolean any = false;
      long end = gpa + length;
      for (long at = gpa; at < end; at = (at & -4096L) + 4096) {
        Block block = block(at);
        if (block != null) {
          any |= invalidate(block, at, end, !tellsAll);
        }
      }
      return any;
    } finally {
      lock.unlock();
    }
  }

  /** In every page, units that have code at {@code offset} bytes from its beginning are gone. */
  void invalidateOffset(int offset) {
    lock.lock();
    try {
      for (Block block : blocks) {
        for (CodePage page : block.pages) {
          if (page != null) {
            boolean _ = page.invalidate(offset, offset + 1);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Likewise in one page.
   *
   * @param mayBeFree whether stores beside code need not be told when this was one
   */
  private static boolean invalidate(Block block, long at, long end, boolean mayBeFree) {
    int number = (int) ((at - block.memory.base()) >>> 12);
    CodePage page = block.pages[number];
    boolean any = false;
    if (page != null) {
      int from = (int) (at & 4095);
      any = page.invalidate(from, (int) Math.min(4096, from + (end - at)));
    }
    if (page == null || page.isEmpty()) {
      block.pages[number] = null;
      unmark(block, number);
    } else if (!any && mayBeFree) {
      block.free.set(number, ~page.granules());
    }
    return any;
  }

  private void addToPage(Unit unit, long physical) {
    Block block = block(physical);
    if (block != null) {
      int number = (int) ((physical - block.memory.base()) >>> 12);
      if (block.pages[number] == null) {
        block.pages[number] = new CodePage(physical & -4096L);
      }
      block.pages[number].add(unit);
    }
  }

  private static void unmark(Block block, int page) {
    block.free.set(page, 0);
    boolean _ = mark(block, page, false);
  }

  /** Says whether {@code page} holds code, with a full fence; what was said before. */
  private static boolean mark(Block block, int page, boolean holdsCode) {
    long bit = 1L << (page & 63);
    while (true) {
      long old = block.holdsCode.get(page >>> 6);
      long now = holdsCode ? old | bit : old & ~bit;
      if (block.holdsCode.compareAndSet(page >>> 6, old, now)) {
        return (old & bit) != 0;
      }
    }
  }

  private Block block(long gpa) {
    for (Block block : blocks) {
      if (Long.compareUnsigned(gpa - block.memory.base(), block.memory.size()) < 0) {
        return block;
      }
    }
    return null;
  }

  private Node withoutInvalid(Node chain) {
    Node kept = null;
    for (Node node = chain; node != null; node = node.next) {
      if (node.unit.valid()) {
        kept = new Node(node.unit, kept);
      } else {
        count--;
      }
    }
    return kept;
  }

  private int bucket(UnitKey key) {
    long hash = (key.physical() ^ (long) key.mode() << 40) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 48);
  }

  /** Nothing executes any more. */
  @Override
  public void close() {
    for (Block block : blocks) {
      block.free.close();
    }
  }
}
