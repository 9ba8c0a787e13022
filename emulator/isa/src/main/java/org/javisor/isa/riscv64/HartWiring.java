package org.javisor.isa.riscv64;

/**
 * What a hart needs of its board. Callable from the hart's thread.
 *
 * <p>Spec: [RISCV-PRIV] 3.2.1 (mtime), 12 (Sstc).
 */
public interface HartWiring {
  /** The time counter, {@code mtime}, in ticks of 10 MHz. */
  long ticks();

  /**
   * The hart's supervisor timer interrupt is to be raised (STIP) when time reaches {@code ticks},
   * and is low until then.
   */
  void armSupervisorTimer(long ticks);

  /** Whether {@link #log} wants to be told of exceptions and interrupts. */
  default boolean logsInterrupts() {
    return false;
  }

  /** Whether {@link #log} wants to be told of translations that are looked up. */
  default boolean logsTranslations() {
    return false;
  }

  /** A line about what the hart does, for people. */
  default void log(String line) {
    // Nobody reads it.
  }

  /** Serves calls from S-mode. */
  Firmware firmware();
}
