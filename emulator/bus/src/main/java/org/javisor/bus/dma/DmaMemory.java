package org.javisor.bus.dma;

import java.util.Optional;
import org.javisor.bus.memory.AddressSpace;

/** A device's access to guest RAM. */
public final class DmaMemory {
  private final AddressSpace memory;

  public DmaMemory(AddressSpace memory) {
    this.memory = memory;
  }

  /**
   * {@code length} bytes at guest physical address {@code gpa}; empty when there are none, or when
   * they are not wholly in one block of RAM.
   */
  public Optional<DmaRange> range(long gpa, long length) {
    if (length <= 0) {
      return Optional.empty();
    }
    long host = memory.ramAddress(gpa, length);
    return host == 0 ? Optional.empty() : Optional.of(new DmaRange(memory, gpa, host, length));
  }
}
