package org.javisor.device.pci;

/**
 * The registers of a slot into which devices go and from which they come while the guest runs: it
 * has a power controller, an indicator for power and one for attention, and a button that asks for
 * a removal. The guest answers by turning the power off.
 *
 * <p>Spec: [PCIE] 6.7.1 (elements), 6.7.3 (events), 7.5.3.9 to 7.5.3.11 (registers). Unimplemented:
 * interrupts by message.
 */
public final class HotPlugSlot {
  private static final int CAPABILITIES = 0x14;
  private static final int CONTROL = 0x18;
  private static final int STATUS = 0x1A;
  private static final int NUMBER_SHIFT = 19;

  /** Button, power controller, both indicators, surprise removal, hot plug, interlock. */
  private static final long ELEMENTS = 0x2007B;

  private static final int BUTTON_PRESSED = 1;
  private static final int PRESENCE_CHANGED = 1 << 3;
  private static final int COMMAND_COMPLETED = 1 << 4;
  private static final int PRESENT = 1 << 6;
  private static final int LINK_CHANGED = 1 << 8;
  private static final int EVENTS = 0x11F;

  /** In the control register: events cause interrupts. */
  private static final int INTERRUPTS = 1 << 5;

  private static final int LINK_ENABLE = 1 << 12;
  private static final int POWER_OFF = 1 << 10;
  private static final int POWER_INDICATOR = 3 << 8;
  private static final int INDICATOR_ON = 1 << 8;
  private static final int INDICATOR_BLINKS = 2 << 8;
  private static final int INDICATOR_OFF = 3 << 8;
  private static final int ATTENTION_OFF = 3 << 6;
  private static final int CONTROL_WRITABLE = 0x17FF;

  // Wiring.
  private final PciConfigSpace config;
  private final int express;
  private final Intx pin;
  private final Runnable ejected;

  /** The control register as it was before the guest's next write. */
  private int control;

  /**
   * @param express where the bridge's capability is
   * @param number of the slot, unique in the machine
   * @param ejected run when the guest has turned off what is in the slot
   */
  HotPlugSlot(PciConfigSpace config, int express, int number, Intx pin, Runnable ejected) {
    this.config = config;
    this.express = express;
    this.pin = pin;
    this.ejected = ejected;
    config.put(express + CAPABILITIES, 4, ELEMENTS | (long) number << NUMBER_SHIFT);
    config.allow(express + CONTROL, 2, CONTROL_WRITABLE);
    config.allowClearing(express + STATUS, 2, EVENTS);
    reset(false);
  }

  private int status() {
    return (int) config.get(express + STATUS, 2);
  }

  private void setStatus(int bits) {
    config.put(express + STATUS, 2, bits);
    update();
  }

  /** The slot's power as it is when nothing has happened yet. */
  void reset(boolean occupied) {
    control = ATTENTION_OFF | (occupied ? INDICATOR_ON : INDICATOR_OFF | POWER_OFF);
    config.put(express + CONTROL, 2, control);
    show(occupied);
  }

  /** Whether something is in the slot; who looks at the register sees it. */
  void show(boolean occupied) {
    setStatus(status() & EVENTS | (occupied ? PRESENT : 0));
  }

  /** Something has been put into the slot before the guest ran. */
  public void filled() {
    reset(true);
  }

  /** Something has been put into the slot while the guest ran. */
  public void inserted() {
    setStatus(status() | PRESENT | PRESENCE_CHANGED | LINK_CHANGED | BUTTON_PRESSED);
  }

  /** What was in the slot is there no more. */
  public void removed() {
    setStatus(status() & ~(PRESENT | BUTTON_PRESSED) | PRESENCE_CHANGED | LINK_CHANGED);
  }

  /** Whether its guest does not use what is in it: it can go without being asked for. */
  public boolean isOff() {
    return isOff(control);
  }

  private static boolean isOff(int control) {
    return (control & POWER_OFF) != 0 && (control & POWER_INDICATOR) == INDICATOR_OFF;
  }

  /** Whether its guest is about to turn it on or off. */
  public boolean isBusy() {
    return (control & POWER_INDICATOR) == INDICATOR_BLINKS;
  }

  /** Asks the guest to give back what is in it. */
  public void pressButton() {
    setStatus(status() | BUTTON_PRESSED);
  }

  /** To be called when the guest has written to the configuration space. */
  void written(int offset, int width) {
    if (PciConfigSpace.touches(offset, width, express + CONTROL, 2)) {
      int before = control;
      control = (int) config.get(express + CONTROL, 2);
      config.put(express + STATUS, 2, status() | COMMAND_COMPLETED);
      if (isOff(control) && !isOff(before) && (status() & PRESENT) != 0) {
        ejected.run();
      }
    }
    update();
  }

  /** After a state has been restored. */
  void restored() {
    control = (int) config.get(express + CONTROL, 2);
    update();
  }

  /** 6.7.3.4: each event has its bit in the control register, in the same place but the last. */
  private void update() {
    int set = (int) config.get(express + CONTROL, 2);
    int enabled = set & 0x1F | ((set & LINK_ENABLE) != 0 ? LINK_CHANGED : 0);
    pin.set((set & INTERRUPTS) != 0 && (status() & enabled) != 0);
  }
}
