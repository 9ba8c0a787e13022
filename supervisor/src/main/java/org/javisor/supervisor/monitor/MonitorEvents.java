package org.javisor.supervisor.monitor;

/** What an emulator tells of itself; called on the monitor's reader thread, in order. */
public interface MonitorEvents {
  /** The guest's processors stand still. */
  void stopped();

  /** The guest's processors run again. */
  void resumed();

  /** The machine is about to end. */
  void shutdown();
}
