package org.javisor.bus.memory;

import org.javisor.bus.io.MmioHandler;

/** A piece of the physical address space: RAM, a device's registers, or nothing. */
public sealed interface Region permits Region.Ram, Region.Device, Region.Unassigned {
  /** First guest physical address. */
  long base();

  /** Bytes. */
  long size();

  /** Shown by {@code info mtree} and in messages. */
  String name();

  /** RAM; {@code hostAddress} is where its first byte lives in this process. */
  record Ram(long base, long size, String name, long hostAddress) implements Region {}

  /** A device's registers; instructions cannot be fetched from there. */
  record Mmio(long base, long size, String name, MmioHandler handler) implements Device {}

  /**
   * Memory that only its device writes: ROM, flash. Loads and stores go to {@code handler};
   * instructions are fetched from {@code hostAddress}, where the contents begin.
   */
  record Rom(long base, long size, String name, MmioHandler handler, long hostAddress)
      implements Device {}

  /** What answers loads and stores by a handler. */
  sealed interface Device extends Region permits Mmio, Rom {
    MmioHandler handler();
  }

  /** No device answers here: RISC-V CPUs take an access fault. */
  record Unassigned(long base, long size, String name) implements Region {}
}
