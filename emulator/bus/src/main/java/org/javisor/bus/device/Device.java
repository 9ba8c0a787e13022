package org.javisor.bus.device;

/** A device of a machine. */
public interface Device {
  /** Its name in logs and messages. */
  String name();

  /** Back to the state after power-on. */
  void reset();
}
