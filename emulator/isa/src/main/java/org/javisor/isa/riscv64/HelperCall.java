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
  static final int FENCE_I = 7;

  /** The dynamic rounding mode must be a legal one, or the instruction, the operand, is illegal. */
  static final int CHECK_ROUNDING = 8;

  private HelperCall() {}
}
