package org.javisor.bus.irq;

/**
 * The interrupt inputs of one CPU, as CPU-local controllers and firmware see them.
 *
 * <p>The numbers are the guest architecture's own (RISC-V: bit numbers of {@code mip}). Callable
 * from any thread; a CPU that runs or sleeps notices within microseconds.
 */
public interface CpuInterrupts {
  /** Raises or lowers the interrupt {@code number}. */
  void set(int number, boolean level);

  /** A wire that drives interrupt {@code number}. */
  default IrqLine line(int number) {
    return level -> set(number, level);
  }
}
