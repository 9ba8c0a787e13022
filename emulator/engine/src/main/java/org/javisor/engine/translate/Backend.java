package org.javisor.engine.translate;

import org.javisor.engine.ir.IrBuilder;

/** Makes a unit's IR executable. */
public interface Backend {
  /** Whether a unit serves only the virtual address that it was translated at. */
  boolean bindsToVirtualAddress();

  /**
   * @param ir the unit's operators; not valid after the call
   * @param guestBytes how much guest code they stand for
   */
  Unit compile(UnitKey key, int guestBytes, IrBuilder ir);
}
