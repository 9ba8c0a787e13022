package org.javisor.device.virtio.queue;

/**
 * A request: bytes that the device reads and bytes that it writes.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.7.4.
 *
 * @param head the descriptor by which it is given back
 */
public record Chain(int head, Buffers readable, Buffers writable) {}
