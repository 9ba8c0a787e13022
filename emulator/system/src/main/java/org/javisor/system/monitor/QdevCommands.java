package org.javisor.system.monitor;

import org.javisor.backend.block.BlockNodes;
import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.QdevHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.DeviceException;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.lifecycle.Machine;

/** Commands about devices. */
final class QdevCommands implements QdevHandler {
  private final Machine machine;
  private final BlockNodes nodes;

  QdevCommands(Machine machine, BlockNodes nodes) {
    this.machine = machine;
    this.nodes = nodes;
  }

  @Override
  public void deviceAdd(QmpCall call, DeviceAdd command) throws QmpException {
    if (machine.hasRun()) {
      throw QmpException.generic("Bus 'virtio-mmio-bus.0' does not support hotplugging");
    }
    try {
      VirtioDevices.add(
          machine.board(),
          nodes,
          new VirtioDevices.Request(command.driver(), command.id(), command.drive()));
    } catch (DeviceException e) {
      throw QmpException.generic(e.getMessage());
    }
  }
}
