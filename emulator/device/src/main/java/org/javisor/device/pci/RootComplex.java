package org.javisor.device.pci;

import java.util.List;
import org.javisor.bus.device.Saveable;

/**
 * The host bridge as its own bus shows it: device 0, which does nothing.
 *
 * <p>Spec: [PCI] 3.0, appendix D (class codes).
 */
public final class RootComplex implements PciFunction, Saveable<RootComplex.State> {
  private static final PciConfigSpace.Identity IDENTITY =
      new PciConfigSpace.Identity(0x1B36, 0x0008, 0x060000, 0);

  /** Guest-visible state. */
  public record State(List<Byte> config) {}

  // Guest state.
  private final PciConfigSpace config = new PciConfigSpace(IDENTITY);

  public RootComplex() {
    config.setSubsystem(0x1AF4, 0x1100);
  }

  @Override
  public String name() {
    return "gpex-root";
  }

  @Override
  public PciConfigSpace config() {
    return config;
  }

  @Override
  public List<PciBar> bars() {
    return List.of();
  }

  @Override
  public void reset() {
    config.reset();
  }

  @Override
  public State save() {
    return new State(config.save());
  }

  @Override
  public void restore(State state) {
    config.restore(state.config());
  }
}
