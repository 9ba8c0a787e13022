/**
 * How virtio devices are reached: the contract between a device and its transport, and the MMIO
 * transport.
 *
 * <p>To add a device type implement {@link org.javisor.device.virtio.transport.VirtioDevice}.
 * Locking as bus.device says.
 */
package org.javisor.device.virtio.transport;
