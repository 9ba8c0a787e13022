package org.javisor.device.pci;

/**
 * Where interrupt messages go: the platform's memory, in which a controller may listen.
 *
 * <p>Spec: [PCI] 3.0, 6.8.
 */
@FunctionalInterface
public interface MessageSink {
  /** A 32-bit write of {@code data} to {@code address} by a device. */
  void send(long address, int data);
}
