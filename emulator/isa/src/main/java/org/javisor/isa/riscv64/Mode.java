package org.javisor.isa.riscv64;

/**
 * What translated code depends on besides its pc, packed into seven bits; the low three are the MMU
 * index.
 *
 * <p>MMU index: 0 user, 1 supervisor, 2 supervisor that may touch user pages (SUM), 3 machine; plus
 * 4 when executable pages are readable (MXR).
 *
 * <p>Spec: [RISCV-PRIV] 3.1.6.
 */
final class Mode {
  static final int USER = 0;
  static final int SUPERVISOR = 1;
  static final int SUPERVISOR_SUM = 2;
  static final int MACHINE = 3;
  static final int MXR = 4;

  /** Floating point: on, and the dynamic rounding mode is one of the four that hosts have. */
  static final int FLOAT_ON = 0;

  static final int FLOAT_OFF = 1 << 3;

  /** On, and the dynamic rounding mode is to nearest, ties away from zero. */
  static final int FLOAT_AWAY = 2 << 3;

  /** On, and the dynamic rounding mode is a reserved one. */
  static final int FLOAT_RESERVED = 3 << 3;

  /** M-mode whose loads and stores are those of another mode (MPRV). */
  static final int OTHER_DATA = 1 << 5;

  /** Some cache-block operation is not allowed: all of them ask. */
  static final int BLOCKS_RESTRICTED = 1 << 6;

  private static final int FLOAT = 3 << 3;

  private Mode() {}

  /** The privilege that the code runs with. */
  static int privilege(int mode) {
    if ((mode & OTHER_DATA) != 0) {
      return Hart.MACHINE;
    }
    return switch (mode & 3) {
      case USER -> Hart.USER;
      case MACHINE -> Hart.MACHINE;
      default -> Hart.SUPERVISOR;
    };
  }

  static boolean floatOff(int mode) {
    return (mode & FLOAT) == FLOAT_OFF;
  }

  /** Whether every dynamically rounded instruction is illegal. */
  static boolean roundingReserved(int mode) {
    return (mode & FLOAT) == FLOAT_RESERVED;
  }

  /** Whether dynamic rounding is to nearest, ties away from zero. */
  static boolean roundingAway(int mode) {
    return (mode & FLOAT) == FLOAT_AWAY;
  }

  /** Whether cache-block operations have to ask whether they are allowed. */
  static boolean blocksRestricted(int mode) {
    return (mode & BLOCKS_RESTRICTED) != 0;
  }
}
