package org.javisor.system.firmware;

import java.util.BitSet;

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

  /** What a hart is to see: changed code, or changed translations of some addresses. */
  sealed interface Fence {
    /** Changed code. */
    record Instructions() implements Fence {}

    /** Translations of addresses in every address space. */
    record Addresses(long start, long size) implements Fence {}

    /** Translations of addresses in {@code space}. */
    record SpaceAddresses(long start, long size, long space) implements Fence {}

    /** Everything. */
    Fence ALL = new Addresses(0, 0);
  }

  /**
   * Makes {@code harts} fence, for hart {@code caller}, which calls on its thread.
   *
   * @return false when they have not all done so yet: the call is to be made again
   */
  boolean remoteFence(int caller, BitSet harts, Fence what);

  /** Starts a stopped hart in S-mode; false when it is not stopped. */
  boolean startHart(int hart, long address, long opaque);

  /** The calling hart stops. */
  void stopHart(int hart);

  /** 0 when it executes, 1 when it is stopped, other numbers of [SBI] 9 in between. */
  int hartState(int hart);

  /**
   * The calling hart waits for an interrupt.
   *
   * @return false when none has come yet: the call is to be made again
   */
  boolean suspendHart(int hart);

  /** Whether a guest may jump to {@code address}: it is RAM. */
  boolean isRam(long address, long length);

  /** The guest is done; {@code exitCode} is 0 when it is well, else it told of a failure. */
  void shutdown(int exitCode);

  void reboot();

  /** Sends a byte to the console; false when it takes none now. */
  boolean putConsole(int value);

  /** A byte from the console, or -1. */
  int getConsole();

  /** A byte of guest RAM that {@link #isRam} has found. */
  byte read(long address);

  void write(long address, byte value);
}
