package org.javisor.cli.command;

import org.javisor.cli.render.MachineText;
import org.javisor.supervisor.api.VmInfo;

/** What {@code stop} and {@code kill} print. */
final class Ended {
  private Ended() {}

  static String line(VmInfo machine) {
    return machine
            .lastExit()
            .map(exit -> MachineText.ended(machine.name(), exit))
            .orElse("VM '" + machine.name() + "' is " + machine.state().label())
        + "\n";
  }
}
