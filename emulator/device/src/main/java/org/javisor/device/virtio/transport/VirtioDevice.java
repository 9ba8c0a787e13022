package org.javisor.device.virtio.transport;

import org.javisor.device.virtio.queue.VirtQueue;

/**
 * A virtio device type, apart from how it is reached. It keeps no guest state but its requests,
 * which the queues remember; only the balloon has a size of its own, which a driver says anew.
 *
 * <p>Spec: [VIRTIO] 1.2, 2 and 5.
 */
public interface VirtioDevice extends AutoCloseable {
  String name();

  /** [VIRTIO] 5: the device ID. */
  int deviceId();

  /** Device-specific feature bits that it offers. */
  long features();

  /** What the driver has accepted, before its queues are used. */
  void accept(long features);

  int queueCount();

  /** Bytes of the configuration space, or a little more. */
  default int configLength() {
    return 64;
  }

  /** A byte of the configuration space; 0 behind its end. */
  int configByte(int offset);

  /** The driver writes a byte of the configuration space. */
  default void configWritten(int offset, int value) {
    // Most devices have nothing there that drivers write.
  }

  /** Called once, before everything else, with the way to the driver. */
  default void connect(Connection driver) {
    // Most devices only answer.
  }

  /**
   * The driver has made requests available in {@code queue}; the device gives them back through
   * {@code completion}.
   */
  void notified(VirtQueue queue, Completion completion);

  /** The guest goes on after it was stopped; called with the machine lock held. */
  default void resumed() {
    // Most devices do not care.
  }

  /** Stops all work on the driver's buffers before it returns. */
  void reset();

  /**
   * The device has been taken out: it touches neither memory nor what it stands on any more. Called
   * with the machine lock held.
   */
  @Override
  default void close() {
    // Most devices only answer.
  }

  /** What a device can do of its own accord; called with the machine lock held. */
  interface Connection extends Completion {
    /** One of its queues. */
    VirtQueue queue(int index);

    /** The configuration space reads otherwise than before: the driver is told. */
    void configChanged();
  }

  /** How a device tells the driver that requests are done; called with the machine lock held. */
  interface Completion {
    /** {@link VirtQueue#push} has said that an interrupt is wanted. */
    void interrupt();

    /** A request or a queue makes no sense: [VIRTIO] 2.1.2, the device needs a reset. */
    void needsReset(String why);
  }
}
