package org.javisor.device;

import org.javisor.bus.irq.IrqLine;

/** A wire that remembers its level. */
public final class FakeIrqLine implements IrqLine {
  private volatile boolean high;

  @Override
  public void set(boolean level) {
    high = level;
  }

  public boolean isHigh() {
    return high;
  }
}
