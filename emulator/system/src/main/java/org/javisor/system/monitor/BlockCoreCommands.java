package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.BlockCoreHandler;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockDeviceIoStatus;
import org.javisor.qmp.api.BlockDeviceStats;
import org.javisor.qmp.api.BlockInfo;
import org.javisor.qmp.api.BlockStats;
import org.javisor.qmp.api.QueryBlockstats;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevDel;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryNamedBlockNodes;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.PluggedDevices;

/** Commands about disks. */
final class BlockCoreCommands implements BlockCoreHandler {
  private final Machine machine;
  private final BlockGraph graph;
  private final PluggedDevices devices;

  BlockCoreCommands(Machine machine, BlockGraph graph, PluggedDevices devices) {
    this.machine = machine;
    this.graph = graph;
    this.devices = devices;
  }

  @Override
  public void blockdevAdd(QmpCall call, BlockdevAdd command) throws QmpException {
    try {
      graph.add(command.options());
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public void blockdevDel(QmpCall call, BlockdevDel command) throws QmpException {
    machine.awaitBuilt(); // The command line's devices have what they use.
    try {
      graph.remove(command.nodeName());
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public List<BlockInfo> queryBlock(QmpCall call) {
    machine.awaitBuilt();
    List<BlockInfo> all = new ArrayList<>();
    for (PluggedDevices.Placed device : devices.placed()) {
      Optional<BlockDeviceInfo> disk = device.device().text("drive").flatMap(graph::describe);
      if (disk.isPresent()) {
        all.add(
            new BlockInfo(
                "",
                Optional.of(device.backendPath()),
                "unknown",
                false,
                false,
                disk,
                Optional.of(BlockDeviceIoStatus.OK)));
      }
    }
    return all;
  }

  @Override
  public List<BlockStats> queryBlockstats(QmpCall call, QueryBlockstats command) {
    machine.awaitBuilt();
    List<BlockStats> all = new ArrayList<>();
    if (command.queryNodes().orElse(false)) {
      for (String name : graph.names()) {
        Optional<BlockDeviceStats> stats = graph.stats(name);
        if (stats.isPresent()) {
          all.add(BlockStats.of(stats.get()).withNodeName(name));
        }
      }
      return all;
    }
    for (PluggedDevices.Placed device : devices.placed()) {
      Optional<String> node = device.device().text("drive");
      Optional<BlockDeviceStats> stats = node.flatMap(graph::stats);
      if (stats.isPresent()) {
        all.add(
            BlockStats.of(stats.get())
                .withDevice("")
                .withQdev(device.backendPath())
                .withNodeName(node.get()));
      }
    }
    return all;
  }

  @Override
  public List<BlockDeviceInfo> queryNamedBlockNodes(QmpCall call, QueryNamedBlockNodes command) {
    machine.awaitBuilt();
    return graph.describe();
  }
}
