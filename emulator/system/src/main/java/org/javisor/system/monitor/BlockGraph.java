package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.CountedDisk;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockDeviceStats;
import org.javisor.qmp.api.BlockdevCacheInfo;
import org.javisor.qmp.api.BlockdevDetectZeroesOptions;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.ImageInfo;

/** The block nodes as clients describe them. Any thread. */
public final class BlockGraph {
  private final BlockNodes nodes;
  private final Map<String, Made> made = new LinkedHashMap<>();

  /** A node: what it does, and the file that it comes down to. */
  private record Made(String driver, String filename) {}

  public BlockGraph(BlockNodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Makes a node and those that are described inside it.
   *
   * @throws IOException with a message for the client
   */
  public synchronized void add(BlockdevOptions options) throws IOException {
    if (options.nodeName().isEmpty()) {
      throw new IOException("'node-name' must be specified for the root node");
    }
    String name = options.nodeName().get();
    String filename = add(options, name, false);
    made.put(name, new Made(options.driver().wireName(), filename));
  }

  /**
   * @param above whether a node above this one refuses writing
   * @return the file that it comes down to
   */
  private String add(BlockdevOptions options, String name, boolean above) throws IOException {
    return switch (options) {
      case BlockdevOptions.File file -> {
        nodes.open(name, file.filename(), above || file.readOnly().orElse(false));
        yield file.filename();
      }
      case BlockdevOptions.Raw raw -> {
        boolean readOnly = above || raw.readOnly().orElse(false);
        yield switch (raw.file()) {
          case BlockdevRef.Reference reference -> alias(name, reference.value(), readOnly);
          case BlockdevRef.Definition inner -> add(inner.value(), name, readOnly);
        };
      }
    };
  }

  /** A node below is written to by whoever has a name for it, unless it refuses itself. */
  private String alias(String name, String node, boolean readOnly) throws IOException {
    Optional<BlockBackend> below = nodes.find(node);
    if (readOnly && below.isPresent() && !below.get().readOnly()) {
      throw new IOException(
          "node '" + node + "' is writable: a read-only node over it is not supported");
    }
    nodes.alias(name, node);
    return made.containsKey(node) ? made.get(node).filename() : node;
  }

  /** The nodes' names, the newest first. */
  synchronized List<String> names() {
    return List.copyOf(made.keySet()).reversed();
  }

  /** What has been done to a node. */
  Optional<BlockDeviceStats> stats(String name) {
    return nodes.counts(name).map(BlockGraph::stats);
  }

  private static BlockDeviceStats stats(CountedDisk disk) {
    CountedDisk.Count read = disk.count(CountedDisk.Operation.READ);
    CountedDisk.Count write = disk.count(CountedDisk.Operation.WRITE);
    CountedDisk.Count flush = disk.count(CountedDisk.Operation.FLUSH);
    return new BlockDeviceStats(
        read.bytes(),
        write.bytes(),
        0,
        read.operations(),
        write.operations(),
        flush.operations(),
        0,
        read.nanos(),
        write.nanos(),
        flush.nanos(),
        0,
        disk.highestOffset(),
        0,
        0,
        0,
        read.failed(),
        write.failed(),
        flush.failed(),
        0,
        0,
        0,
        0,
        0,
        true,
        true);
  }

  /** What clients are told about each node, the newest first. */
  synchronized List<BlockDeviceInfo> describe() {
    List<BlockDeviceInfo> all = new ArrayList<>();
    for (String name : names()) {
      describe(name).ifPresent(all::add);
    }
    return all;
  }

  /** What clients are told about a node. */
  synchronized Optional<BlockDeviceInfo> describe(String name) {
    Made node = made.get(name);
    Optional<BlockBackend> disk = nodes.find(name);
    if (node == null || disk.isEmpty()) {
      return Optional.empty();
    }
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
            0,
            0,
            0,
            0,
            0,
            0,
            0));
  }
}
