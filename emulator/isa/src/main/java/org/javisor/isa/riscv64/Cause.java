package org.javisor.isa.riscv64;

/**
 * Exception numbers.
 *
 * <p>Spec: [RISCV-PRIV] table of mcause values.
 */
final class Cause {
  static final int FETCH_MISALIGNED = 0;
  static final int FETCH_ACCESS = 1;
  static final int ILLEGAL_INSTRUCTION = 2;
  static final int BREAKPOINT = 3;
  static final int LOAD_MISALIGNED = 4;
  static final int LOAD_ACCESS = 5;
  static final int STORE_MISALIGNED = 6;
  static final int STORE_ACCESS = 7;
  static final int ECALL_FROM_U = 8;
  static final int ECALL_FROM_S = 9;
  static final int ECALL_FROM_M = 11;
  static final int FETCH_PAGE = 12;
  static final int LOAD_PAGE = 13;
  static final int STORE_PAGE = 15;

  /** All that may be delegated: everything but calls from M. */
  static final int DELEGABLE = 0xB3FF;

  private Cause() {}
}
