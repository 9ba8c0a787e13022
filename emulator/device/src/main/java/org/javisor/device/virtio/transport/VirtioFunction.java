package org.javisor.device.virtio.transport;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.irq.IrqLine;
import org.javisor.device.virtio.queue.VirtQueue;

/**
 * What all transports have in common: status, feature negotiation, queues and interrupt causes of
 * one device.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.1 (status), 2.2 (features), 3.1 (initialization).
 */
public final class VirtioFunction
    implements VirtioDevice.Connection, Saveable<VirtioFunction.State> {
  private static final int DRIVER_OK = 4;
  private static final int FEATURES_OK = 8;
  private static final int NEEDS_RESET = 0x40;
  private static final int CAUSE_QUEUE = 1;
  private static final int CAUSE_CONFIG = 2;
  private static final long LEGACY_PAGE = 4096;
  private static final long INDIRECT = 1L << 28;
  private static final long EVENT_INDEX = 1L << 29;
  private static final long VERSION_1 = 1L << 32;

  /** Guest-visible state. */
  public record State(
      long driverFeatures,
      int status,
      int causes,
      int generation,
      boolean legacy,
      List<VirtQueue.State> queues) {}

  /** Where its interrupts go. */
  interface Interrupts {
    /** There are causes that the driver has not taken back, or none. */
    void level(boolean any);

    /** Another cause has come up: a queue's when {@code queue}, else the configuration's. */
    default void raised(boolean queue) {
      // Only transports with messages care.
    }
  }

  // Wiring.
  private final VirtioDevice device;
  private final Interrupts interrupts;
  private final DeviceLog log;
  // Guest state.
  private final List<VirtQueue> queues = new ArrayList<>();
  private long driverFeatures;
  private int status;
  private int causes;

  /** 2.5: how often the configuration space has changed, in a byte. */
  private int generation;

  /** 2.2.3: the driver is one of before version 1. */
  private boolean legacy;

  VirtioFunction(VirtioDevice device, DmaMemory memory, IrqLine irq, DeviceLog log) {
    this(device, memory, (Interrupts) irq::set, log);
  }

  VirtioFunction(VirtioDevice device, DmaMemory memory, Interrupts interrupts, DeviceLog log) {
    this.device = device;
    this.interrupts = interrupts;
    this.log = log;
    for (int i = 0; i < device.queueCount(); i++) {
      queues.add(new VirtQueue(memory));
    }
    device.connect(this);
  }

  VirtioDevice device() {
    return device;
  }

  int deviceId() {
    return device.deviceId();
  }

  long offeredFeatures() {
    return device.features() | INDIRECT | EVENT_INDEX | VERSION_1;
  }

  long driverFeatures() {
    return driverFeatures;
  }

  /** 2.2.1: not after they were agreed on. */
  void setDriverFeatures(long features) {
    if ((status & FEATURES_OK) != 0) {
      log.guestError("features change after they were agreed on");
    } else {
      driverFeatures = features;
    }
  }

  boolean hasQueue(int index) {
    return index >= 0 && index < queues.size();
  }

  /** A queue that exists. */
  @Override
  public VirtQueue queue(int index) {
    return queues.get(index);
  }

  void startQueue(int index) {
    VirtQueue queue = queues.get(index);
    queue.start((driverFeatures & EVENT_INDEX) != 0);
    reportBroken(queue);
  }

  int queueCount() {
    return queues.size();
  }

  /**
   * Begins a queue's use at a place that only drivers of before version 1 give; 0 ends it. They
   * agree on features without saying so.
   */
  void startLegacyQueue(int index, long page) {
    VirtQueue queue = queues.get(index);
    queue.stop();
    if (page == 0) {
      return;
    }
    legacy = true;
    device.accept(driverFeatures);
    long descriptors = page * LEGACY_PAGE;
    long available = descriptors + 16L * VirtQueue.MAX_SIZE;
    long used = (available + 6 + 2L * VirtQueue.MAX_SIZE + LEGACY_PAGE - 1) & -LEGACY_PAGE;
    queue.setPlace(new VirtQueue.Place(VirtQueue.MAX_SIZE, descriptors, available, used));
    startQueue(index);
  }

  /** The driver has made requests available. */
  void notifyQueue(int index) {
    // 3.1.2: drivers of before version 1 use queues before they say that they are ready.
    if (!hasQueue(index) || ((status & DRIVER_OK) == 0 && !legacy)) {
      log.guestError("notification of queue " + index);
    } else if ((status & NEEDS_RESET) == 0) {
      device.notified(queues.get(index), this);
      reportBroken(queues.get(index));
    }
  }

  private void reportBroken(VirtQueue queue) {
    if (queue.isBroken()) {
      needsReset("a queue is malformed");
    }
  }

  int status() {
    return status;
  }

  void writeStatus(int value) {
    if (value == 0) {
      reset();
      return;
    }
    int next = value;
    if ((value & ~status & FEATURES_OK) != 0) {
      if (negotiated()) {
        device.accept(driverFeatures);
      } else {
        next &= ~FEATURES_OK;
      }
    }
    boolean begins = (next & ~status & DRIVER_OK) != 0;
    status = next & ~NEEDS_RESET | status & NEEDS_RESET;
    if (begins) {
      resumeQueues(); // Linux's balloon has notified too early, and does not again.
    }
  }

  /** 2.2.2, 6.1: only what was offered, and no driver of before version 1. */
  private boolean negotiated() {
    return (driverFeatures & ~offeredFeatures()) == 0 && (driverFeatures & VERSION_1) != 0;
  }

  int causes() {
    return causes;
  }

  /** Takes interrupt causes back. */
  void acknowledge(int which) {
    causes &= ~which;
    update();
  }

  int generation() {
    return generation;
  }

  @Override
  public void configChanged() {
    generation = generation + 1 & 0xFF;
    if ((status & DRIVER_OK) != 0) {
      causes |= CAUSE_CONFIG;
      interrupts.raised(false);
      update();
    }
  }

  void writeConfig(int offset, int width, long value) {
    for (int i = 0; i < width; i++) {
      device.configWritten(offset + i, (int) (value >>> 8 * i) & 0xFF);
    }
  }

  long readConfig(int offset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) (device.configByte(offset + i) & 0xFF) << (8 * i);
    }
    return value;
  }

  @Override
  public void interrupt() {
    causes |= CAUSE_QUEUE;
    interrupts.raised(true);
    update();
  }

  @Override
  public void needsReset(String why) {
    if ((status & NEEDS_RESET) == 0) {
      log.guestError(device.name() + ": " + why);
    }
    status |= NEEDS_RESET;
    causes |= CAUSE_CONFIG;
    interrupts.raised(false);
    update();
  }

  private void update() {
    interrupts.level(causes != 0);
  }

  void reset() {
    device.reset();
    for (VirtQueue queue : queues) {
      queue.reset();
    }
    driverFeatures = 0;
    status = 0;
    causes = 0;
    legacy = false;
    update();
  }

  @Override
  public State save() {
    List<VirtQueue.State> saved = new ArrayList<>();
    for (VirtQueue queue : queues) {
      saved.add(queue.save());
    }
    return new State(driverFeatures, status, causes, generation, legacy, List.copyOf(saved));
  }

  @Override
  public void restore(State state) {
    if (state.queues().size() != queues.size()) {
      throw new IllegalArgumentException(
          "the saved state of '" + device.name() + "' has another number of queues");
    }
    reset();
    driverFeatures = state.driverFeatures();
    status = state.status() & 0xFF;
    causes = state.causes() & (CAUSE_QUEUE | CAUSE_CONFIG);
    generation = state.generation() & 0xFF;
    legacy = state.legacy();
    for (int i = 0; i < queues.size(); i++) {
      queues.get(i).restore(state.queues().get(i));
    }
    if ((status & FEATURES_OK) != 0 || legacy) {
      device.accept(driverFeatures);
    }
    resumeQueues();
    update();
  }

  /** Looks for requests: new ones, and those that were under way and are begun anew. */
  private void resumeQueues() {
    if ((status & (DRIVER_OK | NEEDS_RESET)) == DRIVER_OK) {
      for (VirtQueue queue : queues) {
        device.notified(queue, this);
        reportBroken(queue);
      }
    }
  }
}
