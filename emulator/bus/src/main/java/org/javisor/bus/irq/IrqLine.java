package org.javisor.bus.irq;

/** One level-triggered wire from a device to whatever listens: an interrupt controller or a CPU. */
@FunctionalInterface
public interface IrqLine {
  /** A wire that ends nowhere. */
  IrqLine UNCONNECTED = level -> {};

  /** Drives the wire; setting the level it already has does nothing. */
  void set(boolean level);
}
