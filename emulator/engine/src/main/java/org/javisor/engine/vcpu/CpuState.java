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

  /** The soft TLB: see SoftTlb. */
  public static final int TLB = 16384;

  private final Mapping memory;

  /**
   * @param tlbBytes room for the soft TLB
   * @throws HostException when the host has no memory for it
   */
  public CpuState(int tlbBytes) throws HostException {
    memory = Mapping.anonymous(TLB + tlbBytes);
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

  @Override
  public void close() {
    memory.close();
  }
}
