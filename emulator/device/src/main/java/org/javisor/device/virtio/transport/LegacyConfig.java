package org.javisor.device.virtio.transport;

import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.io.RegisterMap;
import org.javisor.device.pci.MsiX;
import org.javisor.device.virtio.queue.VirtQueue;

/**
 * The registers that drivers of before version 1 use, in the I/O space; the device's configuration
 * follows them.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.1.4.10.
 */
final class LegacyConfig implements MmioHandler {
  private enum Reg implements RegisterMap.Register {
    DEVICE_FEATURES(0x00, 4),
    DRIVER_FEATURES(0x04, 4),
    QUEUE_ADDRESS(0x08, 4),
    QUEUE_SIZE(0x0C, 2),
    QUEUE_SELECT(0x0E, 2),
    QUEUE_NOTIFY(0x10, 2),
    DEVICE_STATUS(0x12, 1),
    ISR_STATUS(0x13, 1),
    CONFIG_MSIX_VECTOR(0x14, 2),
    QUEUE_MSIX_VECTOR(0x16, 2);

    private final int offset;
    private final int width;

    Reg(int offset, int width) {
      this.offset = offset;
      this.width = width;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public RegisterMap.Mode mode() {
      return switch (this) {
        case DEVICE_FEATURES, QUEUE_SIZE, ISR_STATUS -> RegisterMap.Mode.READ;
        default -> RegisterMap.Mode.READ_WRITE;
      };
    }
  }

  private static final int BYTES = 0x18;
  private static final int VECTORS_AT = 0x14;
  private static final long WORD = 0xFFFFFFFFL;
  private static final long PAGE = 4096;

  private final VirtioPci device;
  private final RegisterMap<Reg> registers;

  LegacyConfig(VirtioPci device, DeviceLog log) {
    this.device = device;
    this.registers = new RegisterMap<>(Reg.values(), BYTES, log);
  }

  private VirtioFunction function() {
    return device.function();
  }

  /** Where the device's configuration begins: the vectors are there only with messages. */
  private int configAt() {
    return device.usesMessages() ? BYTES : VECTORS_AT;
  }

  private boolean queueExists() {
    return function().hasQueue(device.queueSelect());
  }

  @Override
  public long read(long offset, int width) {
    if (offset >= configAt()) {
      return function().readConfig((int) offset - configAt(), width);
    }
    if (!registers.canRead(offset, width)) {
      return 0;
    }
    return switch (registers.reader(offset)) {
      case DEVICE_FEATURES -> function().offeredFeatures() & WORD;
      case DRIVER_FEATURES -> function().driverFeatures() & WORD;
      case QUEUE_ADDRESS ->
          queueExists() && function().queue(device.queueSelect()).isReady()
              ? function().queue(device.queueSelect()).place().descriptors() / PAGE & WORD
              : 0;
      case QUEUE_SIZE -> queueExists() ? VirtQueue.MAX_SIZE : 0;
      case QUEUE_SELECT -> device.queueSelect();
      case QUEUE_NOTIFY -> 0;
      case DEVICE_STATUS -> function().status();
      case ISR_STATUS -> device.readIsr();
      case CONFIG_MSIX_VECTOR -> device.configVector();
      case QUEUE_MSIX_VECTOR ->
          queueExists() ? device.queueVector(device.queueSelect()) : MsiX.NO_VECTOR;
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    if (offset >= configAt()) {
      function().writeConfig((int) offset - configAt(), width, value);
      return;
    }
    if (!registers.canWrite(offset, width)) {
      return;
    }
    int half = (int) value & 0xFFFF;
    switch (registers.writer(offset)) {
      case DRIVER_FEATURES -> function().setDriverFeatures(value & WORD);
      case QUEUE_ADDRESS -> {
        if (queueExists()) {
          function().startLegacyQueue(device.queueSelect(), value & WORD);
        }
      }
      case QUEUE_SELECT -> device.setQueueSelect(half);
      case QUEUE_NOTIFY -> function().notifyQueue(half);
      case DEVICE_STATUS -> device.writeStatus(half & 0xFF);
      case CONFIG_MSIX_VECTOR -> device.setConfigVector(half);
      case QUEUE_MSIX_VECTOR -> device.setQueueVector(device.queueSelect(), half);
      case DEVICE_FEATURES, QUEUE_SIZE, ISR_STATUS -> {
        // Read-only: the register map has refused it.
      }
    }
  }
}
