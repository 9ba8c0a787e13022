package org.javisor.system.monitor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.job.ErrorAction;
import org.javisor.backend.job.ErrorPolicy;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.qmp.api.BlockDeviceIoStatus;
import org.javisor.qmp.api.BlockErrorAction;
import org.javisor.qmp.api.BlockIoErrorEvent;
import org.javisor.qmp.api.IoOperationType;
import org.javisor.system.board.DiskFailure;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PluggedDevices.Placed;
import org.javisor.system.qom.PluggedDevices.Plugged;

/** How disks of devices have failed since the guest last went on. Any thread. */
final class DiskStatus {
  private final PluggedDevices devices;
  private final BlockGraph graph;
  private final Map<String, BlockDeviceIoStatus> stopped = new HashMap<>();

  DiskStatus(PluggedDevices devices, BlockGraph graph) {
    this.devices = devices;
    this.graph = graph;
  }

  /** What clients are told of a failure. */
  synchronized BlockIoErrorEvent failed(DiskFailure failure) {
    Plugged device = failure.device();
    Optional<Placed> placed =
        devices.placed().stream()
            .filter(each -> each.device().user().equals(device.user()))
            .filter(each -> each.device().text("drive").equals(device.text("drive")))
            .findFirst();
    String path = placed.map(Placed::backendPath).orElse("");
    boolean full = ErrorPolicy.isFull(failure.why());
    if (failure.action() == ErrorAction.STOP) {
      stopped.putIfAbsent(path, full ? BlockDeviceIoStatus.NOSPACE : BlockDeviceIoStatus.FAILED);
    }
    return new BlockIoErrorEvent(
        path,
        "",
        graph.attached(device).map(BlockNodes.Attached::node),
        failure.reading() ? IoOperationType.READ : IoOperationType.WRITE,
        action(failure.action()),
        VirtioDevices.stopsForErrors(device) ? Optional.of(full) : Optional.empty(),
        failure.why() instanceof HostException host
            ? Errno.text(host.errno())
            : failure.why().getMessage());
  }

  static BlockErrorAction action(ErrorAction action) {
    return switch (action) {
      case IGNORE -> BlockErrorAction.IGNORE;
      case REPORT -> BlockErrorAction.REPORT;
      case STOP -> BlockErrorAction.STOP;
    };
  }

  /** The guest goes on: what has failed is tried again. */
  synchronized void resumed() {
    stopped.clear();
  }

  /** How the disk of a device is; empty when its guest never stops for errors. */
  synchronized Optional<BlockDeviceIoStatus> of(Placed placed) {
    return VirtioDevices.stopsForErrors(placed.device())
        ? Optional.of(stopped.getOrDefault(placed.backendPath(), BlockDeviceIoStatus.OK))
        : Optional.empty();
  }
}
