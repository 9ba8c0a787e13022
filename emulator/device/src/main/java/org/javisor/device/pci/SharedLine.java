package org.javisor.device.pci;

import org.javisor.bus.irq.IrqLine;

/**
 * A wire that several devices pull: it is high while one of them holds it.
 *
 * <p>Spec: [PCI] 3.0, 2.2.6: interrupts are level-sensitive and shared.
 */
final class SharedLine {
  private final IrqLine output;
  private int holders;

  SharedLine(IrqLine output) {
    this.output = output;
  }

  /** One device's end. */
  IrqLine input() {
    return new Input();
  }

  private final class Input implements IrqLine {
    private boolean held;

    @Override
    public void set(boolean level) {
      if (level != held) {
        held = level;
        holders += level ? 1 : -1;
        output.set(holders > 0);
      }
    }
  }
}
