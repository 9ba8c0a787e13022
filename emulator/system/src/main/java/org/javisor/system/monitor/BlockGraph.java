package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.CountedDisk;
import org.javisor.backend.block.NodeDisk;
import org.javisor.backend.block.job.DirtyBitmap;
import org.javisor.backend.block.job.DirtyBitmaps;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockDeviceStats;
import org.javisor.qmp.api.BlockDirtyInfo;
import org.javisor.qmp.api.BlockdevCacheInfo;
import org.javisor.qmp.api.BlockdevDetectZeroesOptions;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.ImageInfo;
import org.javisor.system.qom.Identifiers;
import org.javisor.system.qom.PluggedDevices.Plugged;

/** The block nodes as clients describe them. Any thread. */
public final class BlockGraph {
  private static final int LONGEST_NAME = 31;

  private final BlockNodes nodes;
  private final DirtyBitmaps bitmaps;

  public BlockGraph(BlockNodes nodes) {
    this.nodes = nodes;
    this.bitmaps = new DirtyBitmaps(nodes);
  }

  /**
   * Makes a node and those that are described inside it.
   *
   * @throws IOException with a message for the client
   */
  public void add(BlockdevOptions options) throws IOException {
    if (options.nodeName().isEmpty()) {
      throw new IOException("'node-name' must be specified for the root node");
    }
    checkName(options.nodeName().get());
    nodes.add(options.nodeName().get(), NodeConfigs.of(options));
  }

  /**
   * The node of that name.
   *
   * @throws IOException with a message for the client
   */
  NodeDisk require(String name) throws IOException {
    return nodes.find(name).orElseThrow(() -> missing(name, name));
  }

  /**
   * Makes a node larger or smaller.
   *
   * @param device its name
   * @param node the same
   * @throws IOException with a message for the client
   */
  void resize(String device, String node, long size) throws IOException {
    String name = device.isEmpty() ? node : device;
    if (name.isEmpty() || nodes.find(name).isEmpty()) {
      throw missing(device, node);
    }
    if (size < 0) {
      throw new IOException("Parameter 'size' expects a >0 size");
    }
    nodes.resize(name, size);
  }

  /** There is no such disk. */
  static IOException missing(String device, String node) {
    return new IOException("Cannot find device='" + device + "' nor node-name='" + node + "'");
  }

  static void checkName(String name) throws IOException {
    if (!Identifiers.isIdentifier(name)) {
      throw new IOException("Invalid node-name: '" + name + "'");
    }
    if (name.length() > LONGEST_NAME) {
      throw new IOException("Node name too long");
    }
  }

  /**
   * Closes a node.
   *
   * @throws IOException with a message for the client
   */
  void remove(String name) throws IOException {
    nodes.remove(name);
  }

  /** The nodes' names, the newest first. */
  List<String> names() {
    return nodes.names().reversed();
  }

  /** The disk of a device, which had the node {@code drive} when it came. */
  Optional<BlockNodes.Attached> attached(Plugged device) {
    return device.text("drive").flatMap(drive -> nodes.attached(drive, device.user()));
  }

  /** What has been done to a node; requests are counted for devices only. */
  Optional<BlockDeviceStats> stats(String name) {
    return nodes.find(name).map(node -> stats(_ -> CountedDisk.Count.NONE, node.highestOffset()));
  }

  /** What has been done to the disk of a device. */
  BlockDeviceStats stats(BlockNodes.Attached attached) {
    long end = nodes.find(attached.node()).map(NodeDisk::highestOffset).orElse(0L);
    return stats(attached.disk()::count, end);
  }

  private static BlockDeviceStats stats(
      Function<CountedDisk.Operation, CountedDisk.Count> counts, long highestOffset) {
    CountedDisk.Count read = counts.apply(CountedDisk.Operation.READ);
    CountedDisk.Count write = counts.apply(CountedDisk.Operation.WRITE);
    CountedDisk.Count flush = counts.apply(CountedDisk.Operation.FLUSH);
    CountedDisk.Count unmap = counts.apply(CountedDisk.Operation.UNMAP);
    return new BlockDeviceStats(
        read.bytes(),
        write.bytes(),
        unmap.bytes(),
        read.operations(),
        write.operations(),
        flush.operations(),
        unmap.operations(),
        read.nanos(),
        write.nanos(),
        flush.nanos(),
        unmap.nanos(),
        highestOffset,
        0,
        0,
        0,
        read.failed(),
        write.failed(),
        flush.failed(),
        unmap.failed(),
        0,
        0,
        0,
        0,
        true,
        true);
  }

  /** What clients are told about each node, the newest first. */
  List<BlockDeviceInfo> describe() {
    List<BlockDeviceInfo> all = new ArrayList<>();
    for (String name : names()) {
      describe(name).ifPresent(all::add);
    }
    return all;
  }

  /** What clients are told about a node. */
  Optional<BlockDeviceInfo> describe(String name) {
    Optional<BlockNodes.Description> found = nodes.describe(name);
    Optional<NodeDisk> disk = nodes.find(name);
    if (found.isEmpty() || disk.isEmpty()) {
      return Optional.empty();
    }
    BlockNodes.Description node = found.get();
    return Optional.of(
        new BlockDeviceInfo(
            node.filename(),
            name,
            disk.get().readOnly(),
            node.driver(),
            false,
            BlockdevDetectZeroesOptions.OFF,
            new BlockdevCacheInfo(true, false, false),
            new ImageInfo(
                node.filename(),
                node.driver(),
                disk.get().sizeBytes(),
                Optional.empty(),
                Optional.of(false)),
            true,
            0,
            node.backing(),
            0,
            0,
            0,
            0,
            0,
            0,
            node.depth(),
            bitmaps(disk.get())));
  }

  private Optional<List<BlockDirtyInfo>> bitmaps(NodeDisk disk) {
    List<BlockDirtyInfo> all = new ArrayList<>();
    for (DirtyBitmap.State each : bitmaps.states(disk)) {
      all.add(
          new BlockDirtyInfo(
              Optional.of(each.name()),
              each.count(),
              each.granularity(),
              each.recording(),
              each.busy(),
              false));
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** The bitmaps of what has changed. */
  DirtyBitmaps bitmaps() {
    return bitmaps;
  }
}
