package org.javisor.isa.riscv64;

/**
 * Firmware that the machine itself provides to supervisors, in place of M-mode code.
 *
 * <p>Spec: [RISCV-SBI] 3 (calling convention).
 */
@FunctionalInterface
public interface Firmware {
  /** No firmware: calls from S-mode trap to M-mode. */
  Firmware NONE = hart -> false;

  /**
   * Serves the call that {@code hart} has made by ecall in S-mode, arguments in a0 to a7; on its
   * thread.
   *
   * @return whether the call was served; the hart goes on behind the ecall
   */
  boolean supervisorCall(Hart hart);

  /**
   * Told of {@code ebreak} at {@code pc} outside user mode, on the hart's thread.
   *
   * @return whether it was a call to the host, which has been served: the hart goes on behind it
   */
  default boolean debuggerCall(Hart hart, long pc) {
    return false;
  }
}
