/**
 * The split virtqueue: how a driver hands buffers to a device and takes them back.
 *
 * <p>Every index, length and chain is checked: a malformed ring breaks the queue, never the
 * emulator. Locking as bus.device says.
 */
package org.javisor.device.virtio.queue;
