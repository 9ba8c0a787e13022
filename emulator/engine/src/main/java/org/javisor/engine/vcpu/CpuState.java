package org.javisor.engine.vcpu;

import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/**
 * The state of one vCPU outside the Java heap, where interpreter, generated code and debugger find
 * it by fixed offsets from {@link #address}.
 */
public final class CpuState implements AutoCloseable {
  /** Guest slot {@code i} at {@code SLOTS + 8 * i}; 1,024 of them at most. */
  public static final int SLOTS = 0;

  /** Temporaries of one instruction, 8 bytes each, and the constants the encoder loads for it. */
  public static final int TEMPS = 1024 * 8;

  /** How many temporaries and loaded constants there is room for. */
  public static final int TEMP_COUNT = 64;

  /** Always zero. */
  public static final int ZERO = TEMPS + TEMP_COUNT * 8;

  /** Where results go that nobody wants. */
  public static final int TRASH = ZERO + 8;

  /** Guest pc; exact whenever translated code is left. */
  public static final int PC = TRASH + 8;

  /** Non-zero: leave translated code at the next boundary. A 32-bit word, written by any thread. */
  public static final int ATTENTION = PC + 8;

  /** Accumulated floating-point exception flags, 32 bits. */
  public static final int FLOAT_FLAGS = ATTENTION + 4;

  /**
   * Virtual address of the page whose code runs; generated code derives guest addresses from it.
   */
  public static final int CODE_PAGE = FLOAT_FLAGS + 4;

  /** Address of the soft TLB's table for loads and stores in the current mode; see SoftTlb. */
  public static final int TLB_TABLE = CODE_PAGE + 8;

  /** Byte offsets of that table's entries are taken modulo this mask; 32 bits. */
  public static final int TLB_MASK = TLB_TABLE + 8;

  /**
   * Address and, 32 bits, mask of the second table, which is asked when the first does not know.
   */
  public static final int SECOND_TABLE = TLB_MASK + 8;

  public static final int SECOND_MASK = SECOND_TABLE + 8;

  /** Instructions that may be executed before the attention word is looked at again; 32 bits. */
  public static final int BUDGET = SECOND_MASK + 4;

  /** All instructions that were ever put into the budget; 64 bits. */
  public static final int GRANTED = BUDGET + 4;

  /** Address of the current address space's jump cache; see JumpTable. */
  public static final int JUMP_TABLE = GRANTED + 8;

  /** What a jump cache's tags differ by from the pc in the current mode. */
  public static final int MODE_TAG = JUMP_TABLE + 8;

  /** Address of the record of the exit through which generated code was left. */
  public static final int EXIT = MODE_TAG + 8;

  /** The guest address of the access that generated code could not make, or the jump's target. */
  public static final int EXIT_ADDRESS = EXIT + 8;

  /** Address of the last load-reserved, or {@link #NOT_RESERVED}. */
  public static final int RESERVED_ADDRESS = EXIT_ADDRESS + 8;

  /** What the last load-reserved saw. */
  public static final int RESERVED_VALUE = RESERVED_ADDRESS + 8;

  /** The host's floating-point control word while the guest runs, 32 bits: x86-64's MXCSR. */
  public static final int GUEST_FLOAT_CONTROL = RESERVED_VALUE + 8;

  /** The same while Java runs. */
  public static final int HOST_FLOAT_CONTROL = GUEST_FLOAT_CONTROL + 4;

  /**
   * A number of a moment after which others want to know no store to be under way, and the last one
   * of which that is known, or {@link #NO_STORES}; 64 bits each. Wherever generated code is entered
   * or looks at the attention word the one is copied to the other: no address that the TLB was
   * asked about before is stored to after that.
   */
  public static final int MOMENT_ASKED = HOST_FLOAT_CONTROL + 4;

  public static final int MOMENT_PASSED = MOMENT_ASKED + 8;

  /** Not 0: code may have been changed unnoticed by a store that was under way; 32 bits. */
  public static final int CODE_UNSETTLED = MOMENT_PASSED + 8;

  /** Where the soft TLB's memory begins and ends; for checks. */
  public static final int TABLES_START = CODE_UNSETTLED + 8;

  public static final int TABLES_END = TABLES_START + 8;

  /**
   * Where generated code finds out which stores beside code it need not tell anybody of: address of
   * a table of 64 bits for each page, one for each 64 bytes; the host's address of the first page;
   * how many pages there are. 64 bits each.
   */
  public static final int FREE_GRANULES = TABLES_END + 8;

  public static final int FREE_GRANULES_HOST = FREE_GRANULES + 8;

  public static final int FREE_GRANULES_PAGES = FREE_GRANULES_HOST + 8;

  /** As a moment: guest code is not being executed. */
  private static final long NO_STORES = Long.MAX_VALUE;

  /** Constants that generated code uses, 16 bytes each; see FloatConstant. */
  public static final int CONSTANTS = 11264;

  /**
   * What generated code guesses: what to add to a guest address for the host's (64 bits), and how
   * often it may be wrong yet (32).
   */
  public static final int GUESSES = 12288;

  /** From one guess to the next. */
  public static final int GUESS_BYTES = 16;

  /** How many there are. */
  public static final int GUESS_COUNT = 512;

  /** Where its patience is in a guess. */
  public static final int GUESS_PATIENCE = 8;

  private static final int PATIENCE = 64;
  private static final long CANARY = 0xC5C5C5C5C5C5C5C5L;

  /**
   * What generated code keeps while it is not left, 64 bits each: what to add to a guest address
   * for the host's, or 0.
   */
  public static final int KEPT = GUESSES + GUESS_BYTES * GUESS_COUNT;

  /** How many of those there are. */
  public static final int KEPT_COUNT = 8;

  /** Bytes of all that. */
  public static final int BYTES = KEPT + 8 * KEPT_COUNT;

  /** No address that can be reserved: atomic accesses are aligned. */
  public static final long NOT_RESERVED = -1;

  private final Mapping memory;

  /**
   * @throws HostException when the host has no memory for it
   */
  public CpuState() throws HostException {
    memory = Mapping.anonymous(BYTES);
    FloatConstant.store(memory.address());
    for (int i = 0; i < GUESS_COUNT; i++) {
      restorePatience(GUESSES + GUESS_BYTES * i);
    }
    clearReservation();
    endStores();
    RawMemory.fill(address() + BYTES, memory.size() - BYTES, (byte) CANARY);
  }

  /** The address of offset 0. */
  public long address() {
    return memory.address();
  }

  public long pc() {
    return RawMemory.getLong(address() + PC);
  }

  public void setPc(long pc) {
    RawMemory.putLong(address() + PC, pc);
  }

  public long slot(int slot) {
    return RawMemory.getLong(address() + SLOTS + 8L * slot);
  }

  public void setSlot(int slot, long value) {
    RawMemory.putLong(address() + SLOTS + 8L * slot, value);
  }

  /** Stores beside code to the {@code pages} pages at {@code host} are looked up in a table. */
  public void setFreeGranules(long table, long host, long pages) {
    RawMemory.putLong(address() + FREE_GRANULES, table);
    RawMemory.putLong(address() + FREE_GRANULES_HOST, host);
    RawMemory.putLong(address() + FREE_GRANULES_PAGES, pages);
  }

  /** Raises or clears the attention word; any thread. */
  public void setAttention(boolean raised) {
    RawMemory.putIntVolatile(address() + ATTENTION, raised ? 1 : 0);
  }

  public boolean attention() {
    return RawMemory.getIntVolatile(address() + ATTENTION) != 0;
  }

  public int floatFlags() {
    return RawMemory.getInt(address() + FLOAT_FLAGS);
  }

  public void setFloatFlags(int flags) {
    RawMemory.putInt(address() + FLOAT_FLAGS, flags);
  }

  /** Whether the guess at {@code offset} was wrong too often. */
  public boolean isOutOfPatience(int offset) {
    return RawMemory.getInt(address() + offset + GUESS_PATIENCE) < 0;
  }

  /** The guess at {@code offset} may be wrong again. */
  public void restorePatience(int offset) {
    RawMemory.putInt(address() + offset + GUESS_PATIENCE, PATIENCE);
  }

  /** Guest code is about to be executed; a full fence has to follow. The vCPU's thread. */
  public void beginStores() {
    RawMemory.putLong(address() + MOMENT_PASSED, RawMemory.getLong(address() + MOMENT_ASKED));
  }

  /** No guest code is executed any more; the stores are to be seen before. The vCPU's thread. */
  public void endStores() {
    RawMemory.putLong(address() + MOMENT_PASSED, NO_STORES);
  }

  /** Asks whether {@code moment}, later than all before, has passed; any thread. */
  public void askMoment(long moment) {
    RawMemory.putLongVolatile(address() + MOMENT_ASKED, moment);
  }

  /**
   * The last moment such that no store is under way that began before it was asked about. Any
   * thread.
   */
  public long momentPassed() {
    return RawMemory.getLongVolatile(address() + MOMENT_PASSED);
  }

  /** Says whether code may have changed unnoticed; any thread. */
  public void setCodeUnsettled(boolean unsettled) {
    RawMemory.putIntVolatile(address() + CODE_UNSETTLED, unsettled ? 1 : 0);
  }

  public boolean isCodeUnsettled() {
    return RawMemory.getInt(address() + CODE_UNSETTLED) != 0;
  }

  /** Drops the load reservation. */
  public void clearReservation() {
    RawMemory.putLong(address() + RESERVED_ADDRESS, NOT_RESERVED);
  }

  /**
   * Whether what nobody may write is as it was: the constants and what lies behind the state. In
   * front of it and behind the canary no memory is mapped.
   */
  public boolean isIntact() {
    boolean intact = RawMemory.getLong(address() + ZERO) == 0 && FloatConstant.areIn(address());
    for (long at = BYTES; at < memory.size(); at += 8) {
      intact &= RawMemory.getLong(address() + at) == CANARY;
    }
    return intact;
  }

  @Override
  public void close() {
    memory.close();
  }
}
