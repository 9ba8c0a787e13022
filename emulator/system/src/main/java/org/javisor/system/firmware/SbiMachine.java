package org.javisor.system.firmware;

/**
 * The machine as the firmware sees it. Harts are numbered from 0.
 *
 * <p>Spec: [SBI] 6 to 12.
 */
public interface SbiMachine {
  int hartCount();

  /** Raises the supervisor software interrupt of a hart. */
  void sendIpi(int hart);

  /** Lowers it, as the legacy call asks. */
  void clearIpi(int hart);

  /** Makes {@code hart} forget its translations and see changed code. */
  void remoteFence(int hart);

  /** Starts a stopped hart in S-mode; false when it is not stopped. */
  boolean startHart(int hart, long address, long opaque);

  /** The calling hart stops. */
  void stopHart(int hart);

  boolean isStarted(int hart);

  /** The calling hart waits for an interrupt. */
  void suspendHart(int hart);

  /** Whether a guest may jump to {@code address}: it is RAM. */
  boolean isRam(long address, long length);

  void shutdown(int exitCode);

  void reboot();

  /** Sends a byte to the console. */
  void putConsole(int value);

  /** A byte from the console, or -1. */
  int getConsole();

  /** A byte of guest RAM that {@link #isRam} has found. */
  byte read(long address);

  void write(long address, byte value);
}
