package org.javisor.device.virtio.transport;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.pci.Intx;
import org.javisor.device.pci.MessageSink;
import org.javisor.device.pci.MsiX;
import org.javisor.device.pci.PciBar;
import org.javisor.device.pci.PciConfigSpace;
import org.javisor.device.pci.PciFunction;

/**
 * The PCI transport: a device of version 1, and a transitional one that drivers of before it can
 * use, too.
 *
 * <p>With messages all queues' vectors are raised for every request that is done: spurious ones do
 * no harm.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.1.
 */
public final class VirtioPci implements PciFunction, Saveable<VirtioPci.State> {
  /** Bytes of each structure's place. */
  static final int REGION = 0x1000;

  private static final int VENDOR = 0x1AF4;
  private static final int MODERN_DEVICE = 0x1040;
  private static final int MODERN_SUBSYSTEM = 0x1100;
  private static final int LEGACY_BAR = 0;
  private static final int MESSAGE_BAR = 1;
  private static final int MODERN_BAR = 4;
  private static final int LEGACY_BYTES = 0x18;
  private static final int VENDOR_CAPABILITY = 0x09;
  private static final int COMMON = 1;
  private static final int NOTIFY = 2;
  private static final int ISR = 3;
  private static final int DEVICE = 4;
  private static final int CONFIG_ACCESS = 5;
  private static final int NOTIFY_MULTIPLIER = 4;

  /**
   * What it is built like.
   *
   * @param transitional whether drivers of before version 1 can use it
   */
  public record Config(boolean transitional) {}

  /**
   * What it is connected to.
   *
   * @param pin the wire of INTA
   */
  public record Wiring(AddressSpace memory, IrqLine pin, MessageSink messages) {}

  /** Guest-visible state. */
  public record State(
      List<Byte> config,
      MsiX.State messages,
      int deviceFeatureSelect,
      int driverFeatureSelect,
      int queueSelect,
      int configVector,
      List<Integer> queueVectors,
      VirtioFunction.State function) {}

  // Configuration.
  private final VirtioDevice device;
  private final List<PciBar> bars = new ArrayList<>();
  private final int access;
  // Wiring.
  private final Intx pin;
  private final DeviceLog log;
  // Guest state.
  private final PciConfigSpace config;
  private final MsiX messages;
  private final VirtioFunction function;
  private int deviceFeatureSelect;
  private int driverFeatureSelect;
  private int queueSelect;
  private int configVector = MsiX.NO_VECTOR;
  private final int[] queueVectors;

  public VirtioPci(VirtioDevice device, Config settings, Wiring wiring, DeviceLog log) {
    this.device = device;
    this.log = log;
    int legacyId = VirtioIds.transitional(device.deviceId());
    boolean transitional = settings.transitional() && legacyId != 0;
    this.config =
        new PciConfigSpace(
            new PciConfigSpace.Identity(
                VENDOR,
                transitional ? legacyId : MODERN_DEVICE + device.deviceId(),
                VirtioIds.classCode(device.deviceId()),
                transitional ? 0 : 1));
    config.setSubsystem(VENDOR, transitional ? device.deviceId() : MODERN_SUBSYSTEM);
    config.setInterruptPin(1);
    addStructure(COMMON, 0);
    addStructure(ISR, REGION);
    addStructure(DEVICE, 2 * REGION);
    config.put(addStructure(NOTIFY, 3 * REGION) + 16, 4, NOTIFY_MULTIPLIER);
    this.access = addStructure(CONFIG_ACCESS, 0);
    config.put(access + 4, 1, 0);
    config.put(access + 12, 4, 0);
    config.allow(access + 4, 1, 0xFF);
    config.allow(access + 8, 12, -1);
    this.messages = new MsiX(config, MESSAGE_BAR, device.queueCount() + 1, wiring.messages());
    this.pin = new Intx(config, wiring.pin());
    this.function = new VirtioFunction(device, new DmaMemory(wiring.memory()), new Causes(), log);
    this.queueVectors = new int[device.queueCount()];
    java.util.Arrays.fill(queueVectors, MsiX.NO_VECTOR);
    if (transitional) {
      long size = Long.highestOneBit(LEGACY_BYTES + device.configLength() - 1L) * 2;
      add(new PciBar(LEGACY_BAR, PciBar.Kind.IO, size, new LegacyConfig(this, log)));
    }
    add(new PciBar(MESSAGE_BAR, PciBar.Kind.MEMORY_32, MsiX.SIZE, messages));
    add(new PciBar(MODERN_BAR, PciBar.Kind.MEMORY_64, 4 * REGION, new Modern()));
  }

  private void add(PciBar bar) {
    bars.add(bar);
    PciBar.register(config, bar);
  }

  /** 4.1.4: says where a structure is; where the capability is. */
  private int addStructure(int type, int offset) {
    boolean longer = type == NOTIFY || type == CONFIG_ACCESS;
    int length = longer ? 20 : 16;
    int at = config.addCapability(VENDOR_CAPABILITY, length);
    config.put(at + 2, 1, length);
    config.put(at + 3, 1, type);
    config.put(at + 4, 1, MODERN_BAR);
    config.put(at + 8, 4, offset);
    config.put(at + 12, 4, REGION);
    return at;
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public PciConfigSpace config() {
    return config;
  }

  @Override
  public List<PciBar> bars() {
    return bars;
  }

  /** Brings causes to the driver: by pin, or by message. */
  private final class Causes implements VirtioFunction.Interrupts {
    @Override
    public void level(boolean any) {
      pin.set(any && !messages.isEnabled());
    }

    @Override
    public void raised(boolean queue) {
      if (!messages.isEnabled()) {
        return;
      }
      if (!queue) {
        messages.raise(configVector);
        return;
      }
      for (int i = 0; i < queueVectors.length; i++) {
        if (function.queue(i).isReady()) {
          messages.raise(queueVectors[i]);
        }
      }
    }
  }

  /** The structures of version 1. */
  private final class Modern implements MmioHandler {
    private final CommonConfig common = new CommonConfig(VirtioPci.this, log);

    @Override
    public long read(long offset, int width) {
      int within = (int) offset & REGION - 1;
      return switch ((int) offset / REGION) {
        case 0 -> common.read(within, width);
        case 1 -> within == 0 ? readIsr() : 0;
        case 2 -> function.readConfig(within, width);
        default -> 0;
      };
    }

    @Override
    public void write(long offset, int width, long value) {
      int within = (int) offset & REGION - 1;
      switch ((int) offset / REGION) {
        case 0 -> common.write(within, width, value);
        case 2 -> function.writeConfig(within, width, value);
        case 3 -> function.notifyQueue(within / NOTIFY_MULTIPLIER);
        default -> log.guestError("write at offset 0x" + Long.toHexString(offset));
      }
    }
  }

  /** The device behind it. */
  public VirtioDevice device() {
    return device;
  }

  VirtioFunction function() {
    return function;
  }

  boolean usesMessages() {
    return messages.isEnabled();
  }

  /** 4.1.4.5: reading takes the causes back. */
  int readIsr() {
    int causes = function.causes();
    function.acknowledge(causes);
    return causes;
  }

  void writeStatus(int value) {
    if (value == 0) {
      resetFunction();
    } else {
      function.writeStatus(value);
    }
  }

  int deviceFeatureSelect() {
    return deviceFeatureSelect;
  }

  void setDeviceFeatureSelect(int value) {
    deviceFeatureSelect = value;
  }

  int driverFeatureSelect() {
    return driverFeatureSelect;
  }

  void setDriverFeatureSelect(int value) {
    driverFeatureSelect = value;
  }

  int queueSelect() {
    return queueSelect;
  }

  void setQueueSelect(int value) {
    queueSelect = value;
  }

  int configVector() {
    return configVector;
  }

  void setConfigVector(int value) {
    configVector = vector(value);
  }

  /** The vector of a queue that exists. */
  int queueVector(int queue) {
    return queueVectors[queue];
  }

  void setQueueVector(int queue, int value) {
    if (queue < queueVectors.length) {
      queueVectors[queue] = vector(value);
    }
  }

  /** 4.1.5.1.2: a vector that does not exist is refused by showing none. */
  private int vector(int value) {
    return value < messages.vectors() ? value : MsiX.NO_VECTOR;
  }

  @Override
  public void configWritten(int offset, int width) {
    pin.set(function.causes() != 0 && !messages.isEnabled());
    messages.deliver();
    if (PciConfigSpace.touches(offset, width, access + 16, 4) && offset == access + 16) {
      accessed(true, width);
    }
  }

  @Override
  public void configRead(int offset, int width) {
    if (offset == access + 16) {
      accessed(false, width);
    }
  }

  /** 4.1.4.9: a structure reached through the configuration space. */
  private void accessed(boolean write, int width) {
    int bar = (int) config.get(access + 4, 1);
    long offset = config.get(access + 8, 4);
    int length = (int) config.get(access + 12, 4);
    for (PciBar block : bars) {
      boolean fits =
          block.index() == bar
              && (length == 1 || length == 2 || length == 4)
              && length <= width
              && offset % length == 0
              && offset <= block.size() - length;
      if (fits && write) {
        block.handler().write(offset, length, config.get(access + 16, length));
      } else if (fits) {
        config.put(access + 16, 4, block.handler().read(offset, length));
      }
    }
  }

  private void resetFunction() {
    function.reset();
    deviceFeatureSelect = 0;
    driverFeatureSelect = 0;
    queueSelect = 0;
    configVector = MsiX.NO_VECTOR;
    java.util.Arrays.fill(queueVectors, MsiX.NO_VECTOR);
  }

  @Override
  public void reset() {
    resetFunction();
    messages.reset();
    config.reset();
    pin.set(false);
  }

  @Override
  public State save() {
    return new State(
        config.save(),
        messages.save(),
        deviceFeatureSelect,
        driverFeatureSelect,
        queueSelect,
        configVector,
        java.util.Arrays.stream(queueVectors).boxed().toList(),
        function.save());
  }

  @Override
  public void restore(State state) {
    if (state.queueVectors().size() != queueVectors.length) {
      throw new IllegalArgumentException(
          "the saved state of '" + device.name() + "' has another number of queues");
    }
    messages.restore(state.messages());
    config.restore(state.config());
    deviceFeatureSelect = state.deviceFeatureSelect();
    driverFeatureSelect = state.driverFeatureSelect();
    queueSelect = state.queueSelect() & 0xFFFF;
    configVector = vector(state.configVector() & 0xFFFF);
    for (int i = 0; i < queueVectors.length; i++) {
      queueVectors[i] = vector(state.queueVectors().get(i) & 0xFFFF);
    }
    function.restore(state.function());
  }
}
