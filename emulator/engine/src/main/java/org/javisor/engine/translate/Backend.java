package org.javisor.engine.translate;

import org.javisor.engine.ir.IrBuilder;

/** Makes a unit's IR executable. */
public interface Backend {
  /**
   * @param ir the unit's operators; not valid after the call
   * @param guestBytes how much guest code they stand for
   */
  Unit compile(UnitKey key, int guestBytes, IrBuilder ir);
}
