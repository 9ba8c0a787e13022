package org.javisor.bus.memory;

import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;

/** A block of guest RAM: zero at first, costing host memory only where touched. */
public final class GuestRam implements AutoCloseable {
  private final String name;
  private final long base;
  private final Mapping mapping;

  private GuestRam(String name, long base, Mapping mapping) {
    this.name = name;
    this.base = base;
    this.mapping = mapping;
  }

  /**
   * Reserves {@code size} bytes, a multiple of 4096, that guests will see at {@code base}.
   *
   * @throws HostException when the host has not that much address space to give
   */
  public static GuestRam allocate(String name, long base, long size) throws HostException {
    return new GuestRam(name, base, Mapping.anonymous(size));
  }

  public String name() {
    return name;
  }

  /** Guest physical address of the first byte. */
  public long base() {
    return base;
  }

  /** Bytes. */
  public long size() {
    return mapping.size();
  }

  /** Where the first byte lives in this process. */
  public long hostAddress() {
    return mapping.address();
  }

  @Override
  public void close() {
    mapping.close();
  }
}
