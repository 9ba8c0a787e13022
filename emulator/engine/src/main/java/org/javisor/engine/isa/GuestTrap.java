package org.javisor.engine.isa;

/**
 * A synchronous exception of the guest on its way to the vCPU loop. Preallocated, one for each CPU,
 * without a stack trace: it is ordinary control flow, not an error.
 */
public final class GuestTrap extends RuntimeException {
  private int cause;
  private long value;

  public GuestTrap() {
    super(null, null, false, false);
  }

  /** This trap, now with the architecture's {@code cause} number and trap value. */
  public GuestTrap with(int cause, long value) {
    this.cause = cause;
    this.value = value;
    return this;
  }

  /** The architecture's exception number. */
  public int trapCause() {
    return cause;
  }

  /** The architecture's trap value: a faulting address, an instruction. */
  public long trapValue() {
    return value;
  }
}
