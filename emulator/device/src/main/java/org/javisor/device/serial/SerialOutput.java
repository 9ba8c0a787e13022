package org.javisor.device.serial;

/**
 * Takes the bytes that a guest sends. Called with the machine lock held.
 *
 * <p>Spec: none, the host's end of the wire.
 */
@FunctionalInterface
public interface SerialOutput {
  /**
   * One byte, 0 to 255.
   *
   * @return false when it cannot be taken now; {@link Ns16550#outputRoom} then tells when
   */
  boolean send(int value);
}
