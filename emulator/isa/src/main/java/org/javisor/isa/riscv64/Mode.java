package org.javisor.isa.riscv64;

/**
 * What translated code depends on besides its pc, packed into an int; the low three bits are the
 * MMU index.
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

  private static final int FLOAT_OFF = 1 << 3;
  private static final int PRIVILEGE_SHIFT = 4;

  private Mode() {}

  static int of(int mmuIndex, int privilege, boolean floatOff) {
    return mmuIndex | privilege << PRIVILEGE_SHIFT | (floatOff ? FLOAT_OFF : 0);
  }

  static boolean floatOff(int mode) {
    return (mode & FLOAT_OFF) != 0;
  }
}
