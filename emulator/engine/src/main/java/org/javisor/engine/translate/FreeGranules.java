package org.javisor.engine.translate;

import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/**
 * Which stores beside code generated code makes without telling anybody: for each page of a block
 * of RAM 64 bits outside the heap, one for each 64 bytes; where it is 1 no unit has code. All are 0
 * but for pages that hold code and were stored to beside it.
 *
 * <p>Written under the code cache's lock.
 */
final class FreeGranules implements AutoCloseable {
  /** For memory that nobody stores to. */
  static final FreeGranules NONE = new FreeGranules(0, null);

  private final long hostAddress;
  private final Mapping table;

  private FreeGranules(long hostAddress, Mapping table) {
    this.hostAddress = hostAddress;
    this.table = table;
  }

  /** For {@code pages} pages of RAM at {@code hostAddress}; none where the host has no room. */
  static FreeGranules of(long hostAddress, int pages) {
    try {
      return new FreeGranules(hostAddress, Mapping.anonymous(8L * pages));
    } catch (HostException e) { // all stores are told then
      return NONE;
    }
  }

  /** A vCPU's generated code finds it. */
  void publish(CpuState state) {
    if (table != null) {
      state.setFreeGranules(table.address(), hostAddress, table.size() / 8);
    }
  }

  long get(int page) {
    return table == null ? 0 : RawMemory.getLong(table.address() + 8L * page);
  }

  /** Seen by other threads before what the caller reads next. */
  void set(int page, long free) {
    if (table != null) {
      RawMemory.putLongVolatile(table.address() + 8L * page, free);
    }
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
  }
}
