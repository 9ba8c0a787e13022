package org.javisor.device.virtio.transport;

import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.io.RegisterMap;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.virtio.queue.VirtQueue;

/**
 * The MMIO transport, version 2: a slot that is empty or has one device.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.2.2 (register layout).
 */
public final class VirtioMmio implements Device, MmioHandler, Saveable<VirtioMmio.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x1000;

  private enum Reg implements RegisterMap.Register {
    MAGIC_VALUE(0x000, RegisterMap.Mode.READ),
    VERSION(0x004, RegisterMap.Mode.READ),
    DEVICE_ID(0x008, RegisterMap.Mode.READ),
    VENDOR_ID(0x00C, RegisterMap.Mode.READ),
    DEVICE_FEATURES(0x010, RegisterMap.Mode.READ),
    DEVICE_FEATURES_SEL(0x014, RegisterMap.Mode.WRITE),
    DRIVER_FEATURES(0x020, RegisterMap.Mode.WRITE),
    DRIVER_FEATURES_SEL(0x024, RegisterMap.Mode.WRITE),
    QUEUE_SEL(0x030, RegisterMap.Mode.WRITE),
    QUEUE_SIZE_MAX(0x034, RegisterMap.Mode.READ),
    QUEUE_SIZE(0x038, RegisterMap.Mode.WRITE),
    QUEUE_READY(0x044, RegisterMap.Mode.READ_WRITE),
    QUEUE_NOTIFY(0x050, RegisterMap.Mode.WRITE),
    INTERRUPT_STATUS(0x060, RegisterMap.Mode.READ),
    INTERRUPT_ACK(0x064, RegisterMap.Mode.WRITE),
    STATUS(0x070, RegisterMap.Mode.READ_WRITE),
    QUEUE_DESC_LOW(0x080, RegisterMap.Mode.WRITE),
    QUEUE_DESC_HIGH(0x084, RegisterMap.Mode.WRITE),
    QUEUE_DRIVER_LOW(0x090, RegisterMap.Mode.WRITE),
    QUEUE_DRIVER_HIGH(0x094, RegisterMap.Mode.WRITE),
    QUEUE_DEVICE_LOW(0x0A0, RegisterMap.Mode.WRITE),
    QUEUE_DEVICE_HIGH(0x0A4, RegisterMap.Mode.WRITE),
    SHM_SEL(0x0AC, RegisterMap.Mode.WRITE),
    SHM_LEN_LOW(0x0B0, RegisterMap.Mode.READ),
    SHM_LEN_HIGH(0x0B4, RegisterMap.Mode.READ),
    SHM_BASE_LOW(0x0B8, RegisterMap.Mode.READ),
    SHM_BASE_HIGH(0x0BC, RegisterMap.Mode.READ),
    CONFIG_GENERATION(0x0FC, RegisterMap.Mode.READ);

    private final int offset;
    private final RegisterMap.Mode mode;

    Reg(int offset, RegisterMap.Mode mode) {
      this.offset = offset;
      this.mode = mode;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int width() {
      return 4;
    }

    @Override
    public RegisterMap.Mode mode() {
      return mode;
    }
  }

  private static final int CONFIG = 0x100;
  private static final int MAGIC = 0x74726976;
  private static final int MODERN = 2;

  /** "JVSR". */
  private static final int VENDOR = 0x5253564A;

  private static final long WORD = 0xFFFFFFFFL;

  /** Guest-visible state. */
  public record State(
      int deviceFeaturesSel, int driverFeaturesSel, int queueSel, VirtioFunction.State function) {}

  // Wiring.
  private final DmaMemory memory;
  private final IrqLine irq;
  private final DeviceLog log;
  private final RegisterMap<Reg> registers;
  private VirtioFunction function;
  // Guest state.
  private int deviceFeaturesSel;
  private int driverFeaturesSel;
  private int queueSel;

  /** An empty slot. */
  public VirtioMmio(AddressSpace memory, IrqLine irq, DeviceLog log) {
    this.memory = new DmaMemory(memory);
    this.irq = irq;
    this.log = log;
    this.registers = new RegisterMap<>(Reg.values(), CONFIG, log);
    this.function = new VirtioFunction(new EmptySlot(), this.memory, irq, log);
  }

  /** Puts a device into the empty slot, before the machine runs. */
  public void plug(VirtioDevice device) {
    if (!isEmpty()) {
      throw new IllegalStateException("the slot is taken");
    }
    function = new VirtioFunction(device, memory, irq, log);
  }

  /** What is in the slot. */
  public VirtioDevice device() {
    return function.device();
  }

  public boolean isEmpty() {
    return function.deviceId() == EmptySlot.DEVICE_ID;
  }

  @Override
  public String name() {
    return "virtio-mmio";
  }

  @Override
  public long read(long offset, int width) {
    if (offset >= CONFIG) {
      return function.readConfig((int) offset - CONFIG, width);
    }
    if (!registers.canRead(offset, width)) {
      return 0;
    }
    return switch (registers.reader(offset)) {
      case MAGIC_VALUE -> MAGIC;
      case VERSION -> MODERN;
      case DEVICE_ID -> function.deviceId();
      case VENDOR_ID -> VENDOR;
      case DEVICE_FEATURES -> page(function.offeredFeatures(), deviceFeaturesSel);
      case QUEUE_SIZE_MAX -> function.hasQueue(queueSel) ? VirtQueue.MAX_SIZE : 0;
      case QUEUE_READY -> function.hasQueue(queueSel) && function.queue(queueSel).isReady() ? 1 : 0;
      case INTERRUPT_STATUS -> function.causes();
      case STATUS -> function.status();
      // 4.2.2: a shared memory region that does not exist has a length of all ones.
      case SHM_LEN_LOW, SHM_LEN_HIGH, SHM_BASE_LOW, SHM_BASE_HIGH -> WORD;
      case CONFIG_GENERATION -> function.generation();
      case DEVICE_FEATURES_SEL,
          DRIVER_FEATURES,
          DRIVER_FEATURES_SEL,
          QUEUE_SEL,
          QUEUE_SIZE,
          QUEUE_NOTIFY,
          INTERRUPT_ACK,
          QUEUE_DESC_LOW,
          QUEUE_DESC_HIGH,
          QUEUE_DRIVER_LOW,
          QUEUE_DRIVER_HIGH,
          QUEUE_DEVICE_LOW,
          QUEUE_DEVICE_HIGH,
          SHM_SEL ->
          0;
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    if (offset >= CONFIG) {
      function.writeConfig((int) offset - CONFIG, width, value);
      return;
    }
    if (!registers.canWrite(offset, width)) {
      return;
    }
    int word = (int) value;
    Reg reg = registers.writer(offset);
    switch (reg) {
      case DEVICE_FEATURES_SEL -> deviceFeaturesSel = word;
      case DRIVER_FEATURES -> writeFeatures(word);
      case DRIVER_FEATURES_SEL -> driverFeaturesSel = word;
      case QUEUE_SEL -> queueSel = word;
      case QUEUE_NOTIFY -> function.notifyQueue(word);
      case INTERRUPT_ACK -> function.acknowledge(word);
      case STATUS -> writeStatus(word & 0xFF);
      case QUEUE_READY -> writeReady((word & 1) != 0);
      case QUEUE_SIZE,
          QUEUE_DESC_LOW,
          QUEUE_DESC_HIGH,
          QUEUE_DRIVER_LOW,
          QUEUE_DRIVER_HIGH,
          QUEUE_DEVICE_LOW,
          QUEUE_DEVICE_HIGH ->
          writePlace(reg, word);
      case SHM_SEL,
          MAGIC_VALUE,
          VERSION,
          DEVICE_ID,
          VENDOR_ID,
          DEVICE_FEATURES,
          QUEUE_SIZE_MAX,
          INTERRUPT_STATUS,
          SHM_LEN_LOW,
          SHM_LEN_HIGH,
          SHM_BASE_LOW,
          SHM_BASE_HIGH,
          CONFIG_GENERATION -> {
        // No shared memory; the others are read-only and never come here.
      }
    }
  }

  private static long page(long features, int selector) {
    return switch (selector) {
      case 0 -> features & WORD;
      case 1 -> features >>> 32;
      default -> 0;
    };
  }

  private void writeFeatures(int word) {
    long features = function.driverFeatures();
    switch (driverFeaturesSel) {
      case 0 -> function.setDriverFeatures(low(features, word));
      case 1 -> function.setDriverFeatures(high(features, word));
      default -> {
        // There are no features there: what a driver accepts of them has no meaning.
      }
    }
  }

  private void writeStatus(int value) {
    if (value == 0) {
      reset();
    } else {
      function.writeStatus(value);
    }
  }

  private void writeReady(boolean on) {
    if (!function.hasQueue(queueSel)) {
      log.guestError("queue " + queueSel + " does not exist");
    } else if (on) {
      function.startQueue(queueSel);
    } else {
      function.queue(queueSel).stop();
    }
  }

  private void writePlace(Reg reg, int word) {
    if (!function.hasQueue(queueSel) || function.queue(queueSel).isReady()) {
      log.guestError(reg + " of queue " + queueSel + ", which does not exist or is in use");
      return;
    }
    VirtQueue queue = function.queue(queueSel);
    queue.setPlace(changed(queue.place(), reg, word));
  }

  private static VirtQueue.Place changed(VirtQueue.Place old, Reg reg, int word) {
    int size = reg == Reg.QUEUE_SIZE ? word : old.size();
    long descriptors =
        changed(old.descriptors(), reg == Reg.QUEUE_DESC_LOW, reg == Reg.QUEUE_DESC_HIGH, word);
    long driver =
        changed(old.driverArea(), reg == Reg.QUEUE_DRIVER_LOW, reg == Reg.QUEUE_DRIVER_HIGH, word);
    long device =
        changed(old.deviceArea(), reg == Reg.QUEUE_DEVICE_LOW, reg == Reg.QUEUE_DEVICE_HIGH, word);
    return new VirtQueue.Place(size, descriptors, driver, device);
  }

  private static long changed(long old, boolean isLow, boolean isHigh, int word) {
    if (isLow) {
      return low(old, word);
    }
    return isHigh ? high(old, word) : old;
  }

  private static long low(long old, int word) {
    return old & ~WORD | word & WORD;
  }

  private static long high(long old, int word) {
    return old & WORD | (long) word << 32;
  }

  @Override
  public void reset() {
    function.reset();
    deviceFeaturesSel = 0;
    driverFeaturesSel = 0;
    queueSel = 0;
  }

  @Override
  public State save() {
    return new State(deviceFeaturesSel, driverFeaturesSel, queueSel, function.save());
  }

  @Override
  public void restore(State state) {
    function.restore(state.function());
    deviceFeaturesSel = state.deviceFeaturesSel();
    driverFeaturesSel = state.driverFeaturesSel();
    queueSel = state.queueSel();
  }
}
