package org.javisor.device.virtio.transport;

import org.javisor.device.virtio.queue.VirtQueue;

/**
 * What a slot without a device shows.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.2.2: device ID 0 is a placeholder that drivers leave alone.
 */
final class EmptySlot implements VirtioDevice {
  static final int DEVICE_ID = 0;

  @Override
  public String name() {
    return "empty";
  }

  @Override
  public int deviceId() {
    return DEVICE_ID;
  }

  @Override
  public long features() {
    return 0;
  }

  @Override
  public void accept(long features) {
    // Nothing uses them.
  }

  @Override
  public int queueCount() {
    return 0;
  }

  @Override
  public int configByte(int offset) {
    return 0;
  }

  @Override
  public void notified(VirtQueue queue, Completion completion) {
    throw new IllegalStateException("an empty slot has no queue");
  }

  @Override
  public void reset() {
    // No state.
  }
}
