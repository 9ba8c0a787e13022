package org.javisor.engine.isa;

import java.util.function.LongUnaryOperator;
import org.javisor.bus.memory.AddressSpace;

/**
 * What the engine offers the guest CPU that it runs. Thread: the vCPU's own, unless a method says
 * otherwise.
 */
public interface VcpuPort {
  /** Value of a guest slot. */
  long slot(int slot);

  void setSlot(int slot, long value);

  long pc();

  void setPc(long pc);

  /** Accumulated floating-point exception flags, RISC-V's bits: NX 1, UF 2, OF 4, DZ 8, NV 16. */
  int floatFlags();

  void setFloatFlags(int flags);

  /** Guest instructions executed so far, exact at unit boundaries. */
  long instructionsRetired();

  AddressSpace memory();

  /**
   * Raises the attention flag: {@link GuestCpu#takeInterrupt} is called at the next boundary. Any
   * thread; wakes a sleeper.
   */
  void attention();

  /**
   * Sleeps until attention is raised or {@link GuestCpu#wakeUp} holds: the wait-for-interrupt
   * instruction.
   */
  void waitForInterrupt();

  /**
   * From now on addresses are translated in address space {@code space}: an architecture's ASID, or
   * any number that it keeps for "no translation". Translations of other spaces stay known until
   * they are flushed.
   */
  void switchAddressSpace(long space);

  /** Forgets all translations of all address spaces. */
  void flushTlb();

  /** Forgets the translations of {@code space}, but for global ones. */
  void flushTlbSpace(long space);

  /** Forgets the translations of the page at {@code address} in all address spaces. */
  void flushTlbPage(long address);

  /**
   * Forgets the translations of the page at {@code address} in {@code space}, but for global ones.
   */
  void flushTlbPage(long address, long space);

  /**
   * Replaces the {@code size} bytes, 1 or 2, at {@code address} by the low bits of what {@code
   * update} makes of them, atomically, and returns what they were, zero-extended. For a helper.
   *
   * @throws GuestTrap as any atomic access to memory does
   */
  long updateSmall(long address, int size, LongUnaryOperator update);

  /** Drops this CPU's load reservation. */
  void clearReservation();

  /**
   * Asks every vCPU, this one too, to run {@code action} on its own thread at its next boundary,
   * and does not wait.
   */
  void onEveryVcpu(java.util.function.Consumer<GuestCpu> action);
}
