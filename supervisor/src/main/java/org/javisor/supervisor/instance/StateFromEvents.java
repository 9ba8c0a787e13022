package org.javisor.supervisor.instance;

import org.javisor.supervisor.api.VmState;
import org.javisor.supervisor.monitor.MonitorEvents;

/** Keeps a machine's state true to what its emulator tells. Called on the monitor's reader. */
final class StateFromEvents implements MonitorEvents {
  private final Instance instance;

  StateFromEvents(Instance instance) {
    this.instance = instance;
  }

  @Override
  public void stopped() {
    instance.updateLive(now -> now.state() == VmState.RUNNING ? now.with(VmState.PAUSED) : now);
  }

  @Override
  public void resumed() {
    instance.updateLive(now -> now.state() == VmState.PAUSED ? now.with(VmState.RUNNING) : now);
  }

  @Override
  public void shutdown() {
    instance.updateLive(now -> now.with(VmState.STOPPING));
  }
}
