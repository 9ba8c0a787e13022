package org.javisor.device.serial;

/**
 * Takes the bytes that a guest sends. Called with the machine lock held.
 *
 * <p>Spec: none, the host's end of the wire.
 */
@FunctionalInterface
public interface SerialOutput {
  /** One byte, 0 to 255. */
  void send(int value);
}
