package org.javisor.device.virtio.queue;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * A split virtqueue, the device's side.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.7.
 */
public final class VirtQueue {
  /** Entries at most. */
  public static final int MAX_SIZE = 256;

  private static final int DESCRIPTOR_BYTES = 16;
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int NO_INTERRUPT = 1;
  private static final int MAX_BUFFERS = 1024;

  private final AddressSpace memory;
  private int size = MAX_SIZE;
  private boolean ready;
  private long descriptors;
  private long driverArea;
  private long deviceArea;
  private int nextAvailable;
  private int nextUsed;
  private boolean eventIndex;
  private boolean broken;
  // Host addresses, once ready.
  private long descriptorTable;
  private long available;
  private long used;

  public VirtQueue(AddressSpace memory) {
    this.memory = memory;
  }

  /** Forgets everything. */
  public void reset() {
    size = MAX_SIZE;
    ready = false;
    descriptors = 0;
    driverArea = 0;
    deviceArea = 0;
    nextAvailable = 0;
    nextUsed = 0;
    eventIndex = false;
    broken = false;
  }

  public int size() {
    return size;
  }

  /**
   * Takes a power of two up to {@link #MAX_SIZE}; another value breaks the queue when it is made
   * ready.
   */
  public void setSize(int newSize) {
    size = newSize;
  }

  public void setDescriptors(long gpa) {
    descriptors = gpa;
  }

  public long descriptors() {
    return descriptors;
  }

  public void setDriverArea(long gpa) {
    driverArea = gpa;
  }

  public long driverArea() {
    return driverArea;
  }

  public void setDeviceArea(long gpa) {
    deviceArea = gpa;
  }

  public long deviceArea() {
    return deviceArea;
  }

  public boolean isReady() {
    return ready;
  }

  /** Whether the driver has given us something that makes no sense; only a reset helps. */
  public boolean isBroken() {
    return broken;
  }

  /** Begins or ends the queue's use. */
  public void setReady(boolean on, boolean useEventIndex) {
    ready = on;
    if (!on) {
      return;
    }
    eventIndex = useEventIndex;
    boolean sizeOk = size > 0 && size <= MAX_SIZE && Integer.bitCount(size) == 1;
    descriptorTable = sizeOk ? memory.ramAddress(descriptors, (long) size * DESCRIPTOR_BYTES) : 0;
    available = sizeOk ? memory.ramAddress(driverArea, 6 + 2L * size) : 0;
    used = sizeOk ? memory.ramAddress(deviceArea, 6 + 8L * size) : 0;
    if (descriptorTable == 0 || available == 0 || used == 0) {
      broken = true;
    }
  }

  private boolean usable() {
    return ready && !broken;
  }

  /** The next request, or null when the driver has made none available, or the ring is broken. */
  public Chain poll() {
    if (!usable()) {
      return null;
    }
    int index = RawMemory.getShort(available + 2) & 0xFFFF;
    int waiting = (index - nextAvailable) & 0xFFFF;
    if (waiting > size) {
      broken = true;
      return null;
    }
    if (waiting == 0) {
      if (eventIndex) {
        RawMemory.putShort(used + 4 + 8L * size, (short) nextAvailable);
        VarHandle.fullFence();
        if ((RawMemory.getShort(available + 2) & 0xFFFF) != nextAvailable) {
          return poll();
        }
      }
      return null;
    }
    VarHandle.acquireFence();
    int head = RawMemory.getShort(available + 4 + 2L * (nextAvailable & (size - 1))) & 0xFFFF;
    nextAvailable = (nextAvailable + 1) & 0xFFFF;
    Chain chain = chain(head);
    if (chain == null) {
      broken = true;
    }
    return chain;
  }

  /**
   * [VIRTIO] 2.7.5, 2.7.5.3: the buffers of a chain, one level of indirection; null when malformed.
   */
  private Chain chain(int head) {
    List<Chain.Buffer> readable = new ArrayList<>();
    List<Chain.Buffer> writable = new ArrayList<>();
    long table = descriptorTable;
    int entries = size;
    int index = head;
    boolean indirect = false;
    for (int count = 0; count <= MAX_BUFFERS; count++) {
      if (index >= entries) {
        return null;
      }
      long at = table + (long) index * DESCRIPTOR_BYTES;
      long gpa = RawMemory.getLong(at);
      int length = RawMemory.getInt(at + 8);
      int flags = RawMemory.getShort(at + 12) & 0xFFFF;
      if ((flags & INDIRECT) != 0) {
        if (indirect || (flags & NEXT) != 0 || length <= 0 || length % DESCRIPTOR_BYTES != 0) {
          return null;
        }
        table = memory.ramAddress(gpa, length);
        entries = length / DESCRIPTOR_BYTES;
        index = 0;
        indirect = true;
        if (table == 0) {
          return null;
        }
        continue;
      }
      if (!add(
          new Chain.Buffer(gpa, memory.ramAddress(gpa, length), length),
          flags,
          readable,
          writable)) {
        return null;
      }
      if ((flags & NEXT) == 0) {
        return new Chain(head, readable, writable);
      }
      index = RawMemory.getShort(at + 14) & 0xFFFF;
    }
    return null;
  }

  private static boolean add(
      Chain.Buffer buffer, int flags, List<Chain.Buffer> readable, List<Chain.Buffer> writable) {
    if (buffer.length() < 0 || (buffer.length() > 0 && buffer.hostAddress() == 0)) {
      return false;
    }
    if ((flags & WRITE) != 0) {
      writable.add(buffer);
    } else if (writable.isEmpty()) {
      readable.add(buffer);
    } else {
      return false; // [VIRTIO] 2.7.4.2: readable ones come first.
    }
    return true;
  }

  /**
   * Gives a request back with {@code written} bytes in its writable buffers.
   *
   * @return whether the driver wants an interrupt for it
   */
  public boolean push(Chain chain, int written) {
    if (!usable()) {
      return false;
    }
    long at = used + 4 + 8L * (nextUsed & (size - 1));
    RawMemory.putInt(at, chain.head());
    RawMemory.putInt(at + 4, written);
    VarHandle.releaseFence();
    int old = nextUsed;
    nextUsed = (nextUsed + 1) & 0xFFFF;
    RawMemory.putShort(used + 2, (short) nextUsed);
    VarHandle.fullFence();
    if (eventIndex) {
      // [VIRTIO] 2.7.10: an interrupt when the index passes the one that the driver waits for.
      int wanted = RawMemory.getShort(available + 4 + 2L * size) & 0xFFFF;
      return ((nextUsed - wanted - 1) & 0xFFFF) < ((nextUsed - old) & 0xFFFF);
    }
    return (RawMemory.getShort(available) & NO_INTERRUPT) == 0;
  }
}
