package org.javisor.isa.riscv64;

/**
 * Numbers by which translated code calls the hart.
 *
 * <p>Spec: none, an agreement between the front end and {@link Hart}.
 */
final class HelperCall {
  /** A CSR access that writes; the operand is the instruction. */
  static final int CSR = 0;

  /** A CSR access that only reads; the result is the value. */
  static final int CSR_READ = 1;

  static final int ECALL = 2;
  static final int MRET = 3;
  static final int SRET = 4;
  static final int WFI = 5;
  static final int SFENCE_VMA = 6;

  /** Whether a cache-block operation is allowed; the operand is the instruction, illegal if not. */
  static final int BLOCK_CHECK = 7;

  /** A hint that the hart waits for another one. */
  static final int PAUSE = 8;

  /** The hart waits for another one to change what it has reserved; the reservation is gone. */
  static final int WAIT_ON_RESERVATION = 9;

  /** When the first operand is not 0 the second is where an instruction may not begin. */
  static final int MISALIGNED_TARGET = 10;

  /** An atomic access to one or two bytes at the first operand; the second is a {@link Zabha}'s. */
  static final int SMALL_ATOMIC = 11;

  private HelperCall() {}
}
