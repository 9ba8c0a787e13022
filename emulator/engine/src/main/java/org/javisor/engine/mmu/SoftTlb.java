package org.javisor.engine.mmu;

import org.javisor.engine.isa.Access;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/**
 * Recently used translations of one vCPU, off heap, for {@value #SPACES} address spaces at a time:
 * for each space and each of eight MMU indices a direct-mapped table of {@value #MIN_ENTRIES} to
 * {@value #MAX_ENTRIES} entries.
 *
 * <p>An entry is 32 bytes: read tag, write tag, fetch tag, addend. A tag is the page's virtual
 * address, or {@link #INVALID}, which no page has; host address = virtual address + addend. An
 * access of n bytes at {@code va} hits when {@code (va + n - 1) & PAGE_MASK} equals the tag at
 * {@code va}'s entry, so that page-crossing accesses miss. The entry is at byte {@code (va >>>
 * INDEX_SHIFT) & mask} of the table; table and mask of the active space and context are in the
 * CPU's state.
 *
 * <p>What is entered goes into a second table, too, at {@code (va >>> INDEX_SHIFT ^ va >>>
 * SECOND_SHIFT) & mask}: pages that fall on one entry of the first table fall on several of the
 * second.
 *
 * <p>The vCPU's own thread, but for {@link #protectHostPage}, which any thread may call.
 */
public final class SoftTlb implements AutoCloseable {
  public static final int SPACES = 16;
  public static final int CONTEXTS = 8;
  public static final int MIN_ENTRIES = 256;
  public static final int MAX_ENTRIES = 32768;
  public static final int ENTRY_BYTES = 32;
  public static final int READ = 0;
  public static final int WRITE = 8;
  public static final int FETCH = 16;
  public static final int ADDEND = 24;
  public static final long PAGE_MASK = -4096L;

  /** Page number times {@link #ENTRY_BYTES}, before the mask. */
  public static final int INDEX_SHIFT = 7;

  /** Mixed into the second table's index. */
  public static final int SECOND_SHIFT = 15;

  /**
   * Added to a write tag: the page may be written, but holds code, so that every store is told. No
   * access is at a tag with this bit.
   */
  public static final long TELL = 0x800;

  /**
   * A tag that matches no page: not page-aligned. All bytes alike, so that tables can be filled.
   */
  public static final long INVALID = -1;

  private final CpuState state;
  private final int minEntries;
  private final int maxEntries;
  private final Mapping memory;
  private final Space[] spaces = new Space[SPACES];
  private final WriterLog writers = new WriterLog();
  private Space active;
  private int context;
  private long clock;

  /**
   * @throws HostException when the host has no memory for the tables
   */
  public SoftTlb(CpuState state) throws HostException {
    this(state, MIN_ENTRIES, MAX_ENTRIES);
  }

  /** Of another size: powers of two, at least 2 and at most {@link #MAX_ENTRIES}. */
  public SoftTlb(CpuState state, int minEntries, int maxEntries) throws HostException {
    this.state = state;
    if (minEntries < 2) {
      // An access across pages must not find the second page in the first one's entry.
      throw new IllegalArgumentException("a TLB of " + minEntries + " entries");
    }
    this.minEntries = minEntries;
    this.maxEntries = maxEntries;
    memory = Mapping.anonymous((long) SPACES * Space.BYTES);
    RawMemory.putLong(state.address() + CpuState.TABLES_START, memory.address());
    RawMemory.putLong(state.address() + CpuState.TABLES_END, memory.address() + memory.size());
    for (int i = 0; i < SPACES; i++) {
      spaces[i] = new Space(memory.address() + (long) i * Space.BYTES, minEntries);
    }
    active = spaces[0];
    active.clear(minEntries);
    publish();
  }

  /** The state of the CPU that it belongs to. */
  public CpuState state() {
    return state;
  }

  /** Makes {@code space} the one that addresses are looked up in. */
  public void activateSpace(long space) {
    if (active.id == space && active.stale == Space.Stale.NOTHING) {
      return;
    }
    Space next = spaces[0];
    for (Space candidate : spaces) {
      if (candidate.id == space) {
        next = candidate;
        break;
      }
      if (candidate.lastUse < next.lastUse) {
        next = candidate;
      }
    }
    if (next.id != space) {
      next.id = space;
      next.stale = Space.Stale.ALL;
    }
    refresh(next);
    next.lastUse = ++clock;
    active = next;
    publish();
  }

  private void refresh(Space space) {
    switch (space.stale) {
      case NOTHING -> {
        // All of it is good.
      }
      case ITS_OWN -> space.clearOwn(minEntries);
      case ALL -> space.clear(minEntries);
    }
  }

  /** Makes {@code mmuIndex} the context of loads and stores. */
  public void activateContext(int mmuIndex) {
    context = mmuIndex;
    publish();
  }

  private void publish() {
    long at = state.address();
    RawMemory.putLong(at + CpuState.TLB_TABLE, active.table(context));
    RawMemory.putInt(at + CpuState.TLB_MASK, active.masks[context]);
    RawMemory.putLong(at + CpuState.SECOND_TABLE, active.second(context));
    RawMemory.putInt(at + CpuState.SECOND_MASK, Space.SECOND_MASK);
    RawMemory.putLong(at + CpuState.JUMP_TABLE, active.jumps.address());
  }

  /** The jump cache of the active space. */
  public JumpTable jumps() {
    return active.jumps;
  }

  /** Forgets the jump caches of all spaces. */
  public void clearJumps() {
    for (Space space : spaces) {
      space.jumps.clear();
    }
  }

  /** The host address of {@code address} for {@code access}, or 0 when it is not cached. */
  public long lookup(int mmuIndex, long address, Access access) {
    int tag =
        switch (access) {
          case READ -> READ;
          case WRITE -> WRITE;
          case FETCH -> FETCH;
        };
    return lookup(mmuIndex, address, tag, address & PAGE_MASK);
  }

  /**
   * The host address of {@code address} when it is known that it may be written, but its page holds
   * code; else 0.
   */
  long lookupTold(int mmuIndex, long address) {
    return lookup(mmuIndex, address, WRITE, address & PAGE_MASK | TELL);
  }

  private long lookup(int mmuIndex, long address, int tag, long wanted) {
    long entry = active.entry(mmuIndex, address);
    if (RawMemory.getLong(entry + tag) != wanted) {
      long second = active.secondEntry(mmuIndex, address);
      if (RawMemory.getLong(second + tag) != wanted) {
        return 0;
      }
      copy(second, entry);
    }
    return address + RawMemory.getLong(entry + ADDEND);
  }

  /**
   * Copies an entry of the second table into the first. {@link #protectHostPage} of another thread
   * looks at the second table, then at the first: the copy is there before the write tag is looked
   * at once more, so that one of the two sees what the other has done.
   */
  private static void copy(long second, long entry) {
    RawMemory.putLong(entry + READ, INVALID);
    RawMemory.putLong(entry + WRITE, INVALID);
    RawMemory.putLong(entry + ADDEND, RawMemory.getLong(second + ADDEND));
    long write = RawMemory.getLongVolatile(second + WRITE);
    RawMemory.putLongVolatile(entry + WRITE, write);
    long now = RawMemory.getLongVolatile(second + WRITE);
    if (now != write) {
      RawMemory.putLongVolatile(entry + WRITE, now);
    }
    RawMemory.putLong(entry + READ, RawMemory.getLong(second + READ));
    RawMemory.putLong(entry + FETCH, RawMemory.getLong(second + FETCH));
  }

  /**
   * What an entry allows.
   *
   * @param tell whether stores are allowed that are told: instead of {@code write}
   * @param global whether every address space has the page
   */
  public record Rights(boolean read, boolean write, boolean tell, boolean fetch, boolean global) {}

  /**
   * Enters the 4 KiB page of {@code address}, whose bytes are at {@code hostPage}, in place of what
   * was there.
   */
  public void enter(int mmuIndex, long address, long hostPage, Rights rights) {
    active.note(mmuIndex, address & PAGE_MASK, rights.global());
    if (active.countFill(mmuIndex, maxEntries)) {
      publish();
    }
    if (rights.write()) {
      writers.record(hostPage, address & PAGE_MASK);
    }
    fill(active.entry(mmuIndex, address), address, hostPage, rights);
    fill(active.secondEntry(mmuIndex, address), address, hostPage, rights);
  }

  private static void fill(long entry, long address, long hostPage, Rights rights) {
    long page = address & PAGE_MASK;
    RawMemory.putLong(entry + READ, INVALID);
    RawMemory.putLong(entry + WRITE, INVALID);
    RawMemory.putLong(entry + ADDEND, hostPage - page);
    if (rights.write() || rights.tell()) {
      RawMemory.putLongVolatile(entry + WRITE, rights.tell() ? page | TELL : page);
    }
    RawMemory.putLong(entry + READ, rights.read() ? page : INVALID);
    RawMemory.putLong(entry + FETCH, rights.fetch() ? page : INVALID);
  }

  /** Takes the right to write without asking from the entry just made for {@code address}. */
  void withdrawWrite(int mmuIndex, long address) {
    RawMemory.putLong(active.entry(mmuIndex, address) + WRITE, INVALID);
    RawMemory.putLong(active.secondEntry(mmuIndex, address) + WRITE, INVALID);
  }

  /** Remembers that {@code address} lies in a page of {@code pageSize} bytes, more than 4 KiB. */
  public void noteLarge(long address, long pageSize, boolean global) {
    active.noteLarge(address, pageSize, global);
  }

  /** Forgets everything. */
  public void flush() {
    for (Space space : spaces) {
      space.forgetAll(true);
    }
    refreshActive();
  }

  /** Forgets the translations of {@code space}, but for global ones. */
  public void flushSpace(long space) {
    for (Space candidate : spaces) {
      if (candidate.id == space) {
        candidate.forgetAll(false);
      }
    }
    refreshActive();
  }

  /** Forgets the page of {@code address}, of whatever size, in every context and space. */
  public void flushPage(long address) {
    for (Space space : spaces) {
      if (space.stale != Space.Stale.ALL) {
        space.forgetPage(address, true);
      }
    }
    refreshActive();
  }

  /** Likewise, in {@code space} only and unless it is global. */
  public void flushPage(long address, long space) {
    for (Space candidate : spaces) {
      if (candidate.id == space && candidate.stale == Space.Stale.NOTHING) {
        candidate.forgetPage(address, false);
      }
    }
    refreshActive();
  }

  private void refreshActive() {
    if (active.stale != Space.Stale.NOTHING) {
      refresh(active);
      publish();
    }
  }

  /**
   * Takes the right to write without asking from every entry for the host page at {@code hostPage}.
   * Any thread: the caller has made sure that no such entry is made from now on but that of a copy,
   * which looks for this.
   */
  public void protectHostPage(long hostPage) {
    WriterLog.Writers found = writers.take(hostPage);
    if (found.many()) {
      for (Space space : spaces) {
        space.protectAll(hostPage);
      }
      return;
    }
    for (Space space : spaces) {
      for (int i = 0; i < found.count(); i++) {
        space.protect(hostPage, found.page(i));
      }
    }
  }

  /**
   * Likewise from every entry for a host page of {@code [host, host + length)}, without help of
   * what was logged. Any thread.
   */
  public void protectHostRange(long host, long length) {
    for (Space space : spaces) {
      space.protectRange(host, length);
    }
  }

  /** Entries of the active table, for reports. */
  public int entries() {
    return (active.masks[context] + ENTRY_BYTES) / ENTRY_BYTES;
  }

  @Override
  public void close() {
    memory.close();
  }
}
