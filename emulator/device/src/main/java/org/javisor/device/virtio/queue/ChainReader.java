package org.javisor.device.virtio.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;

/**
 * Follows a descriptor chain.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.7.5 (the descriptor table), 2.7.5.3 (indirect descriptors).
 */
final class ChainReader {
  static final int DESCRIPTOR_BYTES = 16;

  /** More than any driver's chain has; it also ends loops. */
  private static final int MAX_BUFFERS = 1024;

  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;

  private final DmaMemory memory;
  private final List<DmaRange> readable = new ArrayList<>();
  private final List<DmaRange> writable = new ArrayList<>();
  private DmaRange table;
  private boolean indirect;

  ChainReader(DmaMemory memory, DmaRange table) {
    this.memory = memory;
    this.table = table;
  }

  /** The chain that begins at {@code head}; empty when it is malformed. */
  Optional<Chain> read(int head) {
    int index = head;
    for (int count = 0; count <= MAX_BUFFERS; count++) {
      long at = (long) index * DESCRIPTOR_BYTES;
      if (at >= table.length()) {
        return Optional.empty();
      }
      long gpa = table.getLong(at);
      long length = table.getInt(at + 8) & 0xFFFFFFFFL;
      int flags = table.getShort(at + 12);
      int next = table.getShort(at + 14);
      boolean accepted =
          (flags & INDIRECT) != 0 ? enter(gpa, length, flags) : add(gpa, length, flags);
      if (!accepted) {
        return Optional.empty();
      }
      if ((flags & INDIRECT) != 0) {
        index = 0;
      } else if ((flags & NEXT) != 0) {
        index = next;
      } else {
        return Optional.of(new Chain(head, new Buffers(readable), new Buffers(writable)));
      }
    }
    return Optional.empty();
  }

  /** 2.7.5.3.1: one level of indirection, which ends the chain that refers to it. */
  private boolean enter(long gpa, long length, int flags) {
    if (indirect || (flags & NEXT) != 0 || length % DESCRIPTOR_BYTES != 0) {
      return false;
    }
    Optional<DmaRange> inner = memory.range(gpa, length);
    inner.ifPresent(range -> table = range);
    indirect = true;
    return inner.isPresent();
  }

  /** 2.7.4.2: what the device reads comes before what it writes. */
  private boolean add(long gpa, long length, int flags) {
    boolean write = (flags & WRITE) != 0;
    Optional<DmaRange> range = memory.range(gpa, length);
    if (range.isEmpty() || (!write && !writable.isEmpty())) {
      return false;
    }
    (write ? writable : readable).add(range.get());
    return true;
  }
}
