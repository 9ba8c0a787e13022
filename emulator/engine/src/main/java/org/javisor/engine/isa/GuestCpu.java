package org.javisor.engine.isa;

/**
 * The privileged half of a guest CPU, called by its vCPU thread only.
 *
 * <p>Every method may throw {@link GuestTrap} where it says so and nothing else, whatever the guest
 * does.
 */
public interface GuestCpu {
  /** Back to the state after power-on, with pc at the reset address. */
  void reset();

  /**
   * Everything besides pc that translated code depends on, packed into at most 7 bits; the low 3
   * bits are the MMU index: which of up to eight translation contexts loads and stores use
   * (privilege, SUM, MXR and the like select it).
   */
  int mode();

  /** The MMU index that instruction fetches use now. */
  int fetchMmuIndex();

  /**
   * Walks the page tables for {@code address}.
   *
   * @return what to enter into the TLB, valid until the next call
   * @throws GuestTrap page or access fault
   */
  Translation translate(long address, Access access, int mmuIndex);

  /**
   * The exception {@code cause} with trap value {@code value}, raised by the instruction being
   * executed.
   */
  GuestTrap trap(int cause, long value);

  /** The trap for an access that no RAM or device answers, or that a device cannot answer. */
  GuestTrap accessFault(long address, Access access);

  /** The trap for an atomic access that is not aligned. */
  GuestTrap misaligned(long address, Access access);

  /**
   * Enters the handler for a synchronous exception raised by the instruction at {@code pc}; sets
   * the new pc.
   */
  void enterTrap(GuestTrap trap, long pc);

  /**
   * Called at an instruction boundary when the attention flag is up: takes the most urgent enabled
   * interrupt if there is one.
   *
   * @return whether pc has changed
   */
  boolean takeInterrupt();

  /**
   * Whether a CPU that waits for an interrupt has reason to go on (pending and locally enabled,
   * whatever the global enable).
   */
  boolean wakeUp();

  /**
   * Runs the front end's helper {@code id}. pc holds the address of the instruction itself; a
   * helper reached by HELPER_EXIT may set pc through the port; otherwise the engine continues with
   * the next instruction.
   *
   * @return the value of a HELPER's dst
   * @throws GuestTrap when the instruction traps
   */
  long helper(int id, long a, long b);

  /**
   * The rounding mode for floating-point operators that ask for the dynamic one: a RoundingMode
   * ordinal.
   */
  int dynamicRounding();

  /** The CPU's state as text for a person: registers, pc, privileged state. Several lines. */
  String dump();
}
