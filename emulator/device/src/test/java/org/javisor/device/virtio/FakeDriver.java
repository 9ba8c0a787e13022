package org.javisor.device.virtio;

import java.util.concurrent.atomic.AtomicLong;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.FakeIrqLine;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.device.virtio.transport.VirtioMmio;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;

/**
 * The guest's side of one virtio-mmio slot and one of its queues: RAM, the registers, and a driver
 * that does what a test wants, right or wrong.
 */
public final class FakeDriver implements AutoCloseable {
  public static final long RAM = 0x80000000L;
  public static final long RAM_SIZE = 1 << 20;
  public static final int QUEUE_SIZE = 8;
  public static final long DESCRIPTORS = RAM + 0x1000;
  public static final long AVAILABLE = RAM + 0x2000;
  public static final long USED = RAM + 0x3000;

  /** Free for buffers, up to the end of RAM. */
  public static final long DATA = RAM + 0x10000;

  public static final int NEXT = 1;
  public static final int WRITE = 2;
  public static final int INDIRECT = 4;
  public static final long EVENT_INDEX = 1L << 29;
  public static final long VERSION_1 = 1L << 32;
  public static final int NEEDS_RESET = 0x40;

  public final AddressSpace space = new AddressSpace();
  public final FakeIrqLine irq = new FakeIrqLine();
  public final DeviceLog log = DeviceLog.silent("virtio");
  public final VirtioMmio slot = new VirtioMmio(space, irq, log);
  public final AtomicLong writtenBytes = new AtomicLong();
  private final GuestRam ram;
  private final int queue;
  private int added;
  private int seen;

  /** A driver of a device's first queue. */
  public FakeDriver() throws HostException {
    this(0);
  }

  /** A driver that uses only this queue. */
  public FakeDriver(int queue) throws HostException {
    this.queue = queue;
    ram = GuestRam.allocate("ram", RAM, RAM_SIZE);
    space.map(ram);
    space.addRamWriteListener((gpa, length) -> writtenBytes.addAndGet(length));
  }

  public long host(long gpa) {
    return ram.hostAddress() + (gpa - RAM);
  }

  /** A register's value, read under the machine lock as a CPU would. */
  public int read(int offset) {
    space.lock().lock();
    try {
      return (int) slot.read(offset, 4);
    } finally {
      space.lock().unlock();
    }
  }

  public void write(int offset, long value) {
    space.lock().lock();
    try {
      slot.write(offset, 4, value & 0xFFFFFFFFL);
    } finally {
      space.lock().unlock();
    }
  }

  /** Plugs {@code device} and brings it to life. */
  public void start(VirtioDevice device, long features) {
    slot.plug(device);
    initialize(features);
  }

  /** [VIRTIO] 3.1.1, as a driver does it. */
  public void initialize(long features) {
    added = 0;
    seen = 0;
    RawMemory.fill(host(DESCRIPTORS), 0x3000, (byte) 0);
    write(0x70, 0);
    write(0x70, 3);
    acceptFeatures(features | VERSION_1);
    write(0x70, 11);
    placeQueue(QUEUE_SIZE);
    write(0x44, 1);
    write(0x70, 15);
  }

  public void acceptFeatures(long features) {
    write(0x24, 0);
    write(0x20, features);
    write(0x24, 1);
    write(0x20, features >>> 32);
  }

  public void placeQueue(long size) {
    write(0x30, queue);
    write(0x38, size);
    write(0x80, DESCRIPTORS);
    write(0x84, 0);
    write(0x90, AVAILABLE);
    write(0x94, 0);
    write(0xA0, USED);
    write(0xA4, 0);
  }

  /** One row of the descriptor table at {@code table}. */
  public record Descriptor(long gpa, int length, int flags, int next) {}

  public void describe(long table, int index, Descriptor row) {
    long at = host(table) + 16L * index;
    RawMemory.putLong(at, row.gpa());
    RawMemory.putInt(at + 8, row.length());
    RawMemory.putShort(at + 12, (short) row.flags());
    RawMemory.putShort(at + 14, (short) row.next());
  }

  /** Descriptor {@code index} of the queue's own table. */
  public void describe(int index, Descriptor row) {
    describe(DESCRIPTORS, index, row);
  }

  /** Makes the chain at {@code head} available, without notifying. */
  public void offer(int head) {
    RawMemory.putShort(host(AVAILABLE) + 4 + 2L * (added % QUEUE_SIZE), (short) head);
    added++;
    RawMemory.putShort(host(AVAILABLE) + 2, (short) added);
  }

  public void kick() {
    write(0x50, queue);
  }

  public int usedIndex() {
    return RawMemory.getShort(host(USED) + 2) & 0xFFFF;
  }

  /** A request that came back. */
  public record Used(int head, int length) {}

  /** The next request that comes back; waits for it. */
  public Used await() {
    while (usedIndex() == (seen & 0xFFFF)) {
      Thread.onSpinWait();
    }
    // The device writes the ring under the machine lock, which orders it before this.
    space.lock().lock();
    try {
      long at = host(USED) + 4 + 8L * (seen % QUEUE_SIZE);
      seen++;
      return new Used(RawMemory.getInt(at), RawMemory.getInt(at + 4));
    } finally {
      space.lock().unlock();
    }
  }

  /** Which available index the device wants to be notified of. */
  public int availableEvent() {
    return RawMemory.getShort(host(USED) + 4 + 8L * QUEUE_SIZE) & 0xFFFF;
  }

  public void setUsedEvent(int index) {
    RawMemory.putShort(host(AVAILABLE) + 4 + 2L * QUEUE_SIZE, (short) index);
  }

  public boolean needsReset() {
    return (read(0x70) & NEEDS_RESET) != 0;
  }

  @Override
  public void close() {
    ram.close();
  }
}
