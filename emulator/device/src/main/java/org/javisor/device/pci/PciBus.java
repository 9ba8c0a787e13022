package org.javisor.device.pci;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.javisor.bus.irq.IrqLine;

/**
 * A bus: up to 32 devices of eight functions, four interrupt lines.
 *
 * <p>Spec: [PCI] 3.0, 2.2.6 (interrupt pins); [PCI-BRIDGE] 1.2, 9.1 (their way through bridges).
 */
public final class PciBus {
  /** Devices. */
  public static final int SLOTS = 32;

  /** Interrupt pins. */
  public static final int PINS = 4;

  private static final int FUNCTIONS = 8;

  private final String name;
  private final SharedLine[] lines = new SharedLine[PINS];
  private final Map<Integer, PciFunction> functions = new TreeMap<>();

  /**
   * @param name what {@code bus=} of a device says
   * @param outputs one line for each pin of device 0
   */
  public PciBus(String name, IrqLine... outputs) {
    this.name = name;
    for (int i = 0; i < PINS; i++) {
      lines[i] = new SharedLine(outputs[i]);
    }
  }

  public String name() {
    return name;
  }

  /**
   * The wire for pin {@code pin} (1 is INTA) of the device in {@code slot}: each slot is connected
   * one line further.
   */
  public IrqLine line(int slot, int pin) {
    return lines[(slot + pin - 1) % PINS].input();
  }

  /** Puts a function into a slot; false when there is one already. */
  public boolean plug(int slot, int function, PciFunction plugged) {
    if (slot < 0 || slot >= SLOTS || function < 0 || function >= FUNCTIONS) {
      throw new IllegalArgumentException("no slot " + slot + "." + function);
    }
    return functions.putIfAbsent(slot * FUNCTIONS + function, plugged) == null;
  }

  /** Whether there is a function in that place. */
  public boolean isTaken(int slot, int function) {
    return functions.containsKey(slot * FUNCTIONS + function);
  }

  /** Takes a function out of its slot; false when it is not there. */
  public boolean unplug(PciFunction unplugged) {
    return functions.values().remove(unplugged);
  }

  /** The lowest slot without any function. */
  public Optional<Integer> freeSlot(int first) {
    for (int slot = first; slot < SLOTS; slot++) {
      boolean free = true;
      for (int function = 0; function < FUNCTIONS; function++) {
        free &= !functions.containsKey(slot * FUNCTIONS + function);
      }
      if (free) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }

  /** The function with this number, 8 for each device. */
  Optional<PciFunction> function(int number) {
    return Optional.ofNullable(functions.get(number));
  }

  /** All functions on this bus, by number: 8 for each device. */
  public Map<Integer, PciFunction> numbered() {
    return Collections.unmodifiableMap(functions);
  }

  /** All functions on this bus. */
  public Iterable<PciFunction> functions() {
    return functions.values();
  }
}
