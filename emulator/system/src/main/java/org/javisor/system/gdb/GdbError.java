package org.javisor.system.gdb;

/** A packet that cannot be carried out. */
final class GdbError extends Exception {
  private static final long serialVersionUID = 1;

  private GdbError(String answer) {
    super(answer, null, false, false);
  }

  /** The packet makes no sense: EINVAL. */
  static GdbError invalid() {
    return new GdbError("E22");
  }

  /** There is no such memory or register: EFAULT. */
  static GdbError fault() {
    return new GdbError("E14");
  }

  /** An unknown annex or an offset beyond its end. */
  static GdbError nothing() {
    return new GdbError("E00");
  }

  /** What the client is told. */
  String answer() {
    return getMessage();
  }
}
