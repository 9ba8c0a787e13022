package org.javisor.bus.memory;

import org.javisor.bus.io.MmioHandler;

/** A piece of the physical address space: RAM, a device's registers, or nothing. */
public sealed interface Region {
  /** First guest physical address. */
  long base();

  /** Bytes. */
  long size();

  /** Shown by {@code info mtree} and in messages. */
  String name();

  /** RAM; {@code hostAddress} is where its first byte lives in this process. */
  record Ram(long base, long size, String name, long hostAddress) implements Region {}

  /** A device's registers. */
  record Mmio(long base, long size, String name, MmioHandler handler) implements Region {}

  /** No device answers here: RISC-V CPUs take an access fault. */
  record Unassigned(long base, long size, String name) implements Region {}
}
