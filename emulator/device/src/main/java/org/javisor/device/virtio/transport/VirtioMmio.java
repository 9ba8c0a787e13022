package org.javisor.device.virtio.transport;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.virtio.queue.VirtQueue;

/**
 * The MMIO transport, version 2: a slot that is empty or has one device. Its state cannot be saved
 * yet: the queues' positions are not part of a record.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.2.2.
 */
public final class VirtioMmio implements Device, MmioHandler, VirtioDevice.Completion {
  /** Bytes of its registers. */
  public static final long SIZE = 0x1000;

  private static final int MAGIC = 0x74726976;
  private static final int VERSION = 2;
  private static final int VENDOR = 0x554D4551;
  private static final int CONFIG = 0x100;
  private static final int INTERRUPT_USED = 1;
  private static final int STATUS_DRIVER_OK = 4;
  private static final int STATUS_FEATURES_OK = 8;
  private static final int STATUS_NEEDS_RESET = 0x40;
  private static final int INTERRUPT_CONFIG = 2;
  private static final long FEATURE_INDIRECT = 1L << 28;
  private static final long FEATURE_EVENT_INDEX = 1L << 29;
  private static final long FEATURE_VERSION_1 = 1L << 32;

  // Wiring.
  private final AddressSpace memory;
  private final IrqLine irq;
  private final DeviceLog log;
  private VirtioDevice device;
  private final List<VirtQueue> queues = new ArrayList<>();
  // Guest state.
  private int featuresPage;
  private int driverFeaturesPage;
  private long driverFeatures;
  private int selectedQueue;
  private int interruptStatus;
  private int status;

  public VirtioMmio(AddressSpace memory, IrqLine irq, DeviceLog log) {
    this.memory = memory;
    this.irq = irq;
    this.log = log;
  }

  @Override
  public String name() {
    return "virtio-mmio";
  }

  public boolean isEmpty() {
    return device == null;
  }

  /** Puts a device into the empty slot. */
  public void plug(VirtioDevice newDevice) {
    device = newDevice;
    for (int i = 0; i < device.queueCount(); i++) {
      queues.add(new VirtQueue(memory));
    }
  }

  private long offered() {
    return device.features() | FEATURE_INDIRECT | FEATURE_EVENT_INDEX | FEATURE_VERSION_1;
  }

  @Override
  public long read(long offset, int width) {
    if (offset >= CONFIG) {
      return device == null ? 0 : readConfig((int) offset - CONFIG, width);
    }
    if (width != 4) {
      log.guestError("read of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return 0;
    }
    if (device == null) {
      return switch ((int) offset) {
        case 0x000 -> MAGIC;
        case 0x004 -> VERSION;
        case 0x00C -> VENDOR;
        default -> 0;
      };
    }
    return switch ((int) offset) {
      case 0x000 -> MAGIC;
      case 0x004 -> VERSION;
      case 0x008 -> device.deviceId();
      case 0x00C -> VENDOR;
      case 0x010 ->
          featuresPage == 0 ? offered() & 0xFFFFFFFFL : featuresPage == 1 ? offered() >>> 32 : 0;
      case 0x034 -> queueExists() ? VirtQueue.MAX_SIZE : 0;
      case 0x044 -> queueExists() && queue().isReady() ? 1 : 0;
      case 0x060 -> interruptStatus;
      case 0x070 -> status;
      case 0x0FC -> 0;
      // No shared memory regions: a length of all ones.
      case 0x0B0, 0x0B4, 0x0B8, 0x0BC -> 0xFFFFFFFFL;
      default -> {
        log.guestError("read at offset 0x" + Long.toHexString(offset));
        yield 0;
      }
    };
  }

  private long readConfig(int offset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) (device.configByte(offset + i) & 0xFF) << (8 * i);
    }
    return value;
  }

  private boolean queueExists() {
    return selectedQueue >= 0 && selectedQueue < queues.size();
  }

  private VirtQueue queue() {
    return queues.get(selectedQueue);
  }

  @Override
  public void write(long offset, int width, long value) {
    if (device == null) {
      return;
    }
    if (offset >= CONFIG || width != 4) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return;
    }
    int word = (int) value;
    switch ((int) offset) {
      case 0x014 -> featuresPage = word;
      case 0x020 -> writeFeatures(word);
      case 0x024 -> driverFeaturesPage = word;
      case 0x030 -> selectedQueue = word;
      case 0x050 -> notifyQueue(word);
      case 0x064 -> interruptStatus &= ~word;
      case 0x070 -> writeStatus(word & 0xFF);
      default -> writeQueue((int) offset, word);
    }
    update();
  }

  private void writeFeatures(int word) {
    if (driverFeaturesPage == 0) {
      driverFeatures = driverFeatures & ~0xFFFFFFFFL | word & 0xFFFFFFFFL;
    } else if (driverFeaturesPage == 1) {
      driverFeatures = driverFeatures & 0xFFFFFFFFL | (long) word << 32;
    }
  }

  private void writeQueue(int offset, int word) {
    if (!queueExists()) {
      log.guestError("queue " + selectedQueue + " does not exist");
      return;
    }
    VirtQueue queue = queue();
    switch (offset) {
      case 0x038 -> queue.setSize(word);
      case 0x044 -> {
        queue.setReady((word & 1) != 0, (driverFeatures & FEATURE_EVENT_INDEX) != 0);
        checkBroken(queue);
      }
      case 0x080 -> queue.setDescriptors(low(queue.descriptors(), word));
      case 0x084 -> queue.setDescriptors(high(queue.descriptors(), word));
      case 0x090 -> queue.setDriverArea(low(queue.driverArea(), word));
      case 0x094 -> queue.setDriverArea(high(queue.driverArea(), word));
      case 0x0A0 -> queue.setDeviceArea(low(queue.deviceArea(), word));
      case 0x0A4 -> queue.setDeviceArea(high(queue.deviceArea(), word));
      default -> log.guestError("write at offset 0x" + Integer.toHexString(offset));
    }
  }

  private static long low(long old, int word) {
    return old & ~0xFFFFFFFFL | word & 0xFFFFFFFFL;
  }

  private static long high(long old, int word) {
    return old & 0xFFFFFFFFL | (long) word << 32;
  }

  private void notifyQueue(int index) {
    if (index < 0 || index >= queues.size() || (status & STATUS_DRIVER_OK) == 0) {
      log.guestError("notification of queue " + index);
      return;
    }
    device.notified(queues.get(index), this);
    checkBroken(queues.get(index));
  }

  private void checkBroken(VirtQueue queue) {
    if (queue.isBroken()) {
      log.guestError(device.name() + ": the queue is malformed");
      needsReset();
    }
  }

  /** [VIRTIO] 2.2.1: features that were not offered, or no version 1, are refused. */
  private void writeStatus(int value) {
    if (value == 0) {
      reset();
      return;
    }
    int newStatus = value;
    if ((value & ~status & STATUS_FEATURES_OK) != 0) {
      boolean legal =
          (driverFeatures & ~offered()) == 0 && (driverFeatures & FEATURE_VERSION_1) != 0;
      if (legal) {
        device.accept(driverFeatures);
      } else {
        newStatus &= ~STATUS_FEATURES_OK;
      }
    }
    status = newStatus | status & STATUS_NEEDS_RESET;
  }

  @Override
  public void interrupt() {
    interruptStatus |= INTERRUPT_USED;
    update();
  }

  @Override
  public void needsReset() {
    status |= STATUS_NEEDS_RESET;
    interruptStatus |= INTERRUPT_CONFIG;
    update();
  }

  private void update() {
    irq.set(interruptStatus != 0);
  }

  @Override
  public void reset() {
    if (device != null) {
      device.reset();
    }
    for (VirtQueue queue : queues) {
      queue.reset();
    }
    featuresPage = 0;
    driverFeaturesPage = 0;
    driverFeatures = 0;
    selectedQueue = 0;
    interruptStatus = 0;
    status = 0;
    update();
  }
}
