package org.javisor.bus.memory;

/**
 * Told of guest RAM that somebody other than the CPU's own store path has changed (DMA, loaders).
 */
@FunctionalInterface
public interface RamWriteListener {
  /** Bytes {@code [gpa, gpa + length)}, all in RAM, have been written. Any thread. */
  void ramWritten(long gpa, long length);
}
