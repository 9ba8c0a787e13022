package org.javisor.device.power;

/**
 * Where a guest's wish to end or to begin anew goes. Called with the machine lock held; returns at
 * once.
 *
 * <p>Spec: none, a seam between devices and the machine's life cycle.
 */
public interface PowerControl {
  /** The guest has turned the machine off. */
  void guestShutdown();

  /** The guest has turned the machine off because it failed; {@code exitCode} says how. */
  void guestFailed(int exitCode);

  /** The guest's program has ended, and the emulator with it, with {@code exitCode}. */
  void guestExit(int exitCode);

  /** The guest has asked for a reset. */
  void guestReset();
}
