package org.javisor.device.pci;

import java.util.List;
import org.javisor.bus.device.Device;

/**
 * A device, or one function of it, on a PCI bus.
 *
 * <p>Spec: [PCI] 3.0, 6.
 */
public interface PciFunction extends Device {
  PciConfigSpace config();

  /** Its registers, as placed by {@link #config}. */
  List<PciBar> bars();

  /** A guest has written {@code width} bytes of the configuration space at {@code offset}. */
  default void configWritten(int offset, int width) {
    // Most functions only remember it.
  }

  /** A guest reads there: what is computed is to be put into the configuration space now. */
  default void configRead(int offset, int width) {
    // Most functions only show what was put there.
  }
}
