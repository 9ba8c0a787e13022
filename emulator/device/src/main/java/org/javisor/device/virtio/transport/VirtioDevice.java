package org.javisor.device.virtio.transport;

import org.javisor.device.virtio.queue.VirtQueue;

/**
 * A virtio device type, apart from how it is reached.
 *
 * <p>Spec: [VIRTIO] 2, 5.
 */
public interface VirtioDevice {
  String name();

  /** [VIRTIO] 5: the device ID. */
  int deviceId();

  /** Device-specific feature bits that it offers. */
  long features();

  /** What the driver has accepted, before its queues are used. */
  void accept(long features);

  int queueCount();

  /** A byte of the configuration space; 0 behind its end. */
  int configByte(int offset);

  /**
   * The driver has made requests available in {@code queue}; the device gives them back through
   * {@code completion}.
   */
  void notified(VirtQueue queue, Completion completion);

  /** Stops all work on the driver's buffers before it returns. */
  void reset();

  /** How a device tells the driver that requests are done. */
  interface Completion {
    /**
     * To be called, with the machine lock held, when {@link VirtQueue#push} says that an interrupt
     * is wanted.
     */
    void interrupt();

    /** The queue is broken: [VIRTIO] 2.1.2, the device needs a reset. */
    void needsReset();
  }
}
