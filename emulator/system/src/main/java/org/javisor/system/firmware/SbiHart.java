package org.javisor.system.firmware;

/**
 * The hart that makes a firmware call, as the firmware sees it.
 *
 * <p>Spec: [SBI] 3.
 */
public interface SbiHart {
  int id();

  /** Argument register a{@code number}, 0 to 7. */
  long argument(int number);

  /** Sets a{@code number}. */
  void setArgument(int number, long value);

  /** A control and status register that the hart has. */
  long register(int number);

  void setRegister(int number, long value);

  /**
   * It goes on at {@code pc}, untranslated and without interrupts: its number in a0, this in a1.
   */
  void resumeAt(long pc, long opaque);

  /** The timer interrupt is low until the time counter reaches {@code ticks}. */
  void setTimer(long ticks);
}
