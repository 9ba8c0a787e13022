package org.javisor.device.pci;

import org.javisor.bus.irq.IrqLine;

/**
 * A function's interrupt pin, which its command register can disable.
 *
 * <p>Spec: [PCI] 3.0, 6.2.2 (interrupt disable), 6.2.3 (interrupt status).
 */
public final class Intx {
  private final PciConfigSpace config;
  private final IrqLine line;
  private boolean pending;

  public Intx(PciConfigSpace config, IrqLine line) {
    this.config = config;
    this.line = line;
  }

  /** The function has reason to interrupt, or has not. */
  public void set(boolean level) {
    pending = level;
    update();
  }

  /** To be called when the configuration space was written, reset or restored. */
  public void update() {
    long status = config.get(PciConfigSpace.STATUS, 2) & ~(long) PciConfigSpace.STATUS_INTERRUPT;
    config.put(
        PciConfigSpace.STATUS, 2, pending ? status | PciConfigSpace.STATUS_INTERRUPT : status);
    boolean off = (config.get(PciConfigSpace.COMMAND, 2) & PciConfigSpace.COMMAND_INTX_OFF) != 0;
    line.set(pending && !off);
  }
}
