package org.javisor.device.power;

/**
 * Where a guest's wish to end or to begin anew goes. Called with the machine lock held; returns at
 * once.
 *
 * <p>Spec: none, a seam between devices and the machine's life cycle.
 */
public interface PowerControl {
  /** The guest has turned the machine off; {@code exitCode} is 0 when all was well. */
  void guestShutdown(int exitCode);

  /** The guest has asked for a reset. */
  void guestReset();
}
