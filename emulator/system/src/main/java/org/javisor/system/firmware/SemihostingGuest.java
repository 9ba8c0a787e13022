package org.javisor.system.firmware;

/**
 * The machine as a semihosting call sees it. Addresses are the caller's, virtual.
 *
 * <p>Spec: [SEMIHOSTING] 3.
 */
public interface SemihostingGuest {
  /** Fills {@code target} from {@code address}; false when not all of it can be read. */
  boolean read(long address, byte[] target);

  /** Stores the first {@code count} bytes of {@code source}; false when not all can be written. */
  boolean write(long address, byte[] source, int count);

  /** Sends a byte to the console. */
  void putConsole(int value);

  /** A byte from the console, or -1. */
  int getConsole();

  /** Nanoseconds that the machine has run. */
  long elapsedNanos();

  /** The program has ended. */
  void exit(int code);
}
