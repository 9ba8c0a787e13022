package org.javisor.bus.memory;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.bus.io.MmioHandler;

/**
 * The physical address space of a machine: which region answers at which address.
 *
 * <p>Regions never overlap. The map is built by the board before CPUs start; look-ups need no lock.
 * Device handlers run under {@link #lock()}, the one machine lock.
 */
public final class AddressSpace {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<RamWriteListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Region[] regions = {};

  /** The machine lock: device state is read and written only by its holder. */
  public ReentrantLock lock() {
    return lock;
  }

  /** Adds RAM. */
  public void map(GuestRam ram) {
    add(new Region.Ram(ram.base(), ram.size(), ram.name(), ram.hostAddress()));
  }

  /** Adds a device's registers. */
  public void map(String name, long base, long size, MmioHandler handler) {
    add(new Region.Mmio(base, size, name, handler));
  }

  /**
   * Adds memory that guests read and execute and only its device writes; whoever changes the
   * contents says so with {@link #ramWritten}.
   */
  public void mapRom(GuestRam contents, MmioHandler handler) {
    add(
        new Region.Rom(
            contents.base(), contents.size(), contents.name(), handler, contents.hostAddress()));
  }

  /** All regions, ascending. */
  public List<Region> regions() {
    return List.of(regions);
  }

  private synchronized void add(Region region) {
    List<Region> sorted = new ArrayList<>(List.of(regions));
    int at = 0;
    while (at < sorted.size() && Long.compareUnsigned(sorted.get(at).base(), region.base()) < 0) {
      at++;
    }
    sorted.add(at, region);
    for (int i = 1; i < sorted.size(); i++) {
      Region below = sorted.get(i - 1);
      if (Long.compareUnsigned(below.base() + below.size(), sorted.get(i).base()) > 0) {
        throw new IllegalArgumentException(
            "region '" + sorted.get(i).name() + "' overlaps '" + below.name() + "'");
      }
    }
    regions = sorted.toArray(Region[]::new);
  }

  /** The region that answers at {@code gpa}; {@link Region.Unassigned} where nothing does. */
  public Region find(long gpa) {
    Region[] all = regions;
    int low = 0;
    int high = all.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Region region = all[middle];
      long offset = gpa - region.base();
      if (Long.compareUnsigned(offset, region.size()) < 0) {
        return region;
      }
      if (Long.compareUnsigned(gpa, region.base()) < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return new Region.Unassigned(gpa, 1, "unassigned");
  }

  /**
   * The host address of {@code length} bytes at {@code gpa}, or 0 when they are not wholly in one
   * RAM region.
   */
  public long ramAddress(long gpa, long length) {
    if (length >= 0 && find(gpa) instanceof Region.Ram ram) {
      long offset = gpa - ram.base();
      if (length <= ram.size() - offset) {
        return ram.hostAddress() + offset;
      }
    }
    return 0;
  }

  /** The host address of the instruction halfword at {@code gpa}, or 0 where no code can be. */
  public long codeAddress(long gpa) {
    return switch (find(gpa)) {
      case Region.Ram ram when ram.size() - (gpa - ram.base()) >= 2 ->
          ram.hostAddress() + (gpa - ram.base());
      case Region.Rom rom when rom.size() - (gpa - rom.base()) >= 2 ->
          rom.hostAddress() + (gpa - rom.base());
      default -> 0;
    };
  }

  /** Tells {@code listener} of RAM written by devices and loaders. */
  public void addRamWriteListener(RamWriteListener listener) {
    listeners.add(listener);
  }

  /**
   * To be called by whoever has written RAM other than a CPU: DMA engines, loaders, the monitor.
   */
  public void ramWritten(long gpa, long length) {
    // Whoever reads the memory from now on sees what was written, or is seen by the listeners.
    VarHandle.fullFence();
    for (RamWriteListener listener : listeners) {
      listener.ramWritten(gpa, length);
    }
  }
}
