package org.javisor.device.virtio.transport;

import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.io.RegisterMap;
import org.javisor.device.pci.MsiX;
import org.javisor.device.virtio.queue.VirtQueue;

/**
 * The common configuration structure of the PCI transport: features, status, queues.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.1.4.3.
 */
final class CommonConfig implements MmioHandler {
  private enum Reg implements RegisterMap.Register {
    DEVICE_FEATURE_SELECT(0x00, 4),
    DEVICE_FEATURE(0x04, 4),
    DRIVER_FEATURE_SELECT(0x08, 4),
    DRIVER_FEATURE(0x0C, 4),
    CONFIG_MSIX_VECTOR(0x10, 2),
    NUM_QUEUES(0x12, 2),
    DEVICE_STATUS(0x14, 1),
    CONFIG_GENERATION(0x15, 1),
    QUEUE_SELECT(0x16, 2),
    QUEUE_SIZE(0x18, 2),
    QUEUE_MSIX_VECTOR(0x1A, 2),
    QUEUE_ENABLE(0x1C, 2),
    QUEUE_NOTIFY_OFF(0x1E, 2),
    QUEUE_DESC_LOW(0x20, 4),
    QUEUE_DESC_HIGH(0x24, 4),
    QUEUE_DRIVER_LOW(0x28, 4),
    QUEUE_DRIVER_HIGH(0x2C, 4),
    QUEUE_DEVICE_LOW(0x30, 4),
    QUEUE_DEVICE_HIGH(0x34, 4);

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
        case DEVICE_FEATURE, NUM_QUEUES, CONFIG_GENERATION, QUEUE_NOTIFY_OFF ->
            RegisterMap.Mode.READ;
        default -> RegisterMap.Mode.READ_WRITE;
      };
    }
  }

  private static final int BYTES = 0x38;
  private static final long WORD = 0xFFFFFFFFL;

  private final VirtioPci device;
  private final DeviceLog log;
  private final RegisterMap<Reg> registers;

  CommonConfig(VirtioPci device, DeviceLog log) {
    this.device = device;
    this.log = log;
    this.registers = new RegisterMap<>(Reg.values(), VirtioPci.REGION, log);
  }

  private VirtioFunction function() {
    return device.function();
  }

  private boolean queueExists() {
    return function().hasQueue(device.queueSelect());
  }

  private VirtQueue.Place place() {
    return function().queue(device.queueSelect()).place();
  }

  @Override
  public long read(long offset, int width) {
    if (width == 8 && offset <= BYTES - 8) {
      return read(offset, 4) | read(offset + 4, 4) << 32;
    }
    if (!registers.canRead(offset, width)) {
      return 0;
    }
    Reg reg = registers.reader(offset);
    return switch (reg) {
      case DEVICE_FEATURE_SELECT -> device.deviceFeatureSelect() & WORD;
      case DEVICE_FEATURE -> page(function().offeredFeatures(), device.deviceFeatureSelect());
      case DRIVER_FEATURE_SELECT -> device.driverFeatureSelect() & WORD;
      case DRIVER_FEATURE -> page(function().driverFeatures(), device.driverFeatureSelect());
      case CONFIG_MSIX_VECTOR -> device.configVector();
      case NUM_QUEUES -> function().queueCount();
      case DEVICE_STATUS -> function().status();
      case CONFIG_GENERATION -> function().generation();
      case QUEUE_SELECT -> device.queueSelect();
      case QUEUE_MSIX_VECTOR ->
          queueExists() ? device.queueVector(device.queueSelect()) : MsiX.NO_VECTOR;
      case QUEUE_NOTIFY_OFF -> queueExists() ? device.queueSelect() : 0;
      default -> queueExists() ? readQueue(reg) : 0;
    };
  }

  private long readQueue(Reg reg) {
    VirtQueue.Place place = place();
    return switch (reg) {
      case QUEUE_SIZE -> place.size();
      case QUEUE_ENABLE -> function().queue(device.queueSelect()).isReady() ? 1 : 0;
      case QUEUE_DESC_LOW -> place.descriptors() & WORD;
      case QUEUE_DESC_HIGH -> place.descriptors() >>> 32;
      case QUEUE_DRIVER_LOW -> place.driverArea() & WORD;
      case QUEUE_DRIVER_HIGH -> place.driverArea() >>> 32;
      case QUEUE_DEVICE_LOW -> place.deviceArea() & WORD;
      case QUEUE_DEVICE_HIGH -> place.deviceArea() >>> 32;
      default -> 0;
    };
  }

  private static long page(long features, int selector) {
    return switch (selector) {
      case 0 -> features & WORD;
      case 1 -> features >>> 32;
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    if (width == 8 && offset <= BYTES - 8) {
      write(offset, 4, value & WORD);
      write(offset + 4, 4, value >>> 32);
      return;
    }
    if (!registers.canWrite(offset, width)) {
      return;
    }
    Reg reg = registers.writer(offset);
    int word = (int) value;
    int half = word & 0xFFFF;
    switch (reg) {
      case DEVICE_FEATURE_SELECT -> device.setDeviceFeatureSelect(word);
      case DRIVER_FEATURE_SELECT -> device.setDriverFeatureSelect(word);
      case DRIVER_FEATURE -> writeFeatures(value & WORD);
      case CONFIG_MSIX_VECTOR -> device.setConfigVector(half);
      case DEVICE_STATUS -> device.writeStatus(word & 0xFF);
      case QUEUE_SELECT -> device.setQueueSelect(half);
      case QUEUE_MSIX_VECTOR -> device.setQueueVector(device.queueSelect(), half);
      case QUEUE_ENABLE -> enable(half);
      default -> writeQueue(reg, word);
    }
  }

  private void writeFeatures(long word) {
    long features = function().driverFeatures();
    switch (device.driverFeatureSelect()) {
      case 0 -> function().setDriverFeatures(features & ~WORD | word);
      case 1 -> function().setDriverFeatures(features & WORD | word << 32);
      default -> {
        // There are no features there: what a driver accepts of them has no meaning.
      }
    }
  }

  private void enable(int value) {
    if (value != 1 || !queueExists()) {
      log.guestError("queue " + device.queueSelect() + " cannot be enabled by " + value);
    } else {
      function().startQueue(device.queueSelect());
    }
  }

  private void writeQueue(Reg reg, int word) {
    if (!queueExists() || function().queue(device.queueSelect()).isReady()) {
      log.guestError(reg + " of queue " + device.queueSelect() + ", which is none or in use");
      return;
    }
    VirtQueue.Place old = place();
    VirtQueue.Place changed =
        switch (reg) {
          case QUEUE_SIZE ->
              new VirtQueue.Place(
                  word & 0xFFFF, old.descriptors(), old.driverArea(), old.deviceArea());
          case QUEUE_DESC_LOW, QUEUE_DESC_HIGH ->
              new VirtQueue.Place(
                  old.size(),
                  half(old.descriptors(), reg == Reg.QUEUE_DESC_HIGH, word),
                  old.driverArea(),
                  old.deviceArea());
          case QUEUE_DRIVER_LOW, QUEUE_DRIVER_HIGH ->
              new VirtQueue.Place(
                  old.size(),
                  old.descriptors(),
                  half(old.driverArea(), reg == Reg.QUEUE_DRIVER_HIGH, word),
                  old.deviceArea());
          case QUEUE_DEVICE_LOW, QUEUE_DEVICE_HIGH ->
              new VirtQueue.Place(
                  old.size(),
                  old.descriptors(),
                  old.driverArea(),
                  half(old.deviceArea(), reg == Reg.QUEUE_DEVICE_HIGH, word));
          default -> old;
        };
    function().queue(device.queueSelect()).setPlace(changed);
  }

  private static long half(long old, boolean high, int word) {
    return high ? old & WORD | (long) word << 32 : old & ~WORD | word & WORD;
  }
}
