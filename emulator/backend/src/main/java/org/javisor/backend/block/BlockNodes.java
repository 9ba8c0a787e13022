package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;

/**
 * The disks of one emulator by node name, and what they stand on. Any thread.
 *
 * <p>Who writes to a node has it for itself: another user of it is refused, by the name of the one
 * that is there.
 *
 * <p>Spec: none, node names as QEMU's {@code -blockdev} has them.
 */
public final class BlockNodes implements AutoCloseable {
  private static final int SECTOR = 512;

  private final NodeMaker maker;
  private final Map<String, GraphNode> nodes = new LinkedHashMap<>();

  public BlockNodes(FdSets fdSets) {
    this.maker = new NodeMaker(new FileOpener(fdSets), this::existing);
  }

  /**
   * What a node is.
   *
   * @param driver what it does, in QEMU's word
   * @param filename the file that it comes down to
   * @param depth how many images are behind it
   * @param backing the file behind it
   */
  public record Description(String driver, String filename, int depth, Optional<String> backing) {}

  /**
   * Makes node {@code name}, and those that are described inside it.
   *
   * @throws IOException with a message for the operator; nothing is open then
   */
  public synchronized void add(String name, NodeConfig config) throws IOException {
    requireFree(name);
    List<GraphNode> made = new ArrayList<>();
    GraphNode node = maker.make(Optional.of(name), config, made);
    for (GraphNode each : made) {
      if (each != node && each.name().isPresent()) {
        String inner = each.name().get();
        if (nodes.containsKey(inner) || inner.equals(name)) {
          node.close();
          throw new IOException("Duplicate nodes with node-name='" + inner + "'");
        }
      }
    }
    for (GraphNode each : made) {
      each.name().ifPresent(own -> nodes.put(own, each));
    }
  }

  private void requireFree(String name) throws IOException {
    if (nodes.containsKey(name)) {
      throw new IOException("Duplicate nodes with node-name='" + name + "'");
    }
  }

  private GraphNode existing(String name) throws IOException {
    GraphNode node = nodes.get(name);
    if (node == null) {
      throw new IOException("Cannot find device='' nor node-name='" + name + "'");
    }
    return node;
  }

  /**
   * Gives the disk called {@code name} to a device.
   *
   * @return empty if there is none
   * @throws IOException when somebody else has it, or it does not consist of whole sectors
   */
  public synchronized Optional<BlockBackend> attach(String name, String device) throws IOException {
    GraphNode node = nodes.get(name);
    if (node == null) {
      return Optional.empty();
    }
    long size = node.disk().sizeBytes();
    if (size % SECTOR != 0) {
      throw new IOException(
          "image '" + node.filename() + "': size " + size + " is not a multiple of " + SECTOR);
    }
    node.claim("device '" + device + "'", !node.disk().readOnly());
    return Optional.of(node.disk());
  }

  /**
   * Closes node {@code name} and what was made inside it.
   *
   * @throws IOException when there is none, or somebody uses it
   */
  public synchronized void remove(String name) throws IOException {
    GraphNode node = nodes.get(name);
    if (node == null) {
      throw new IOException("Failed to find node with node-name='" + name + "'");
    }
    if (node.isUsed()) {
      throw new IOException("Node '" + name + "' is busy: " + node.users());
    }
    nodes.remove(name);
    try {
      node.close();
    } finally {
      nodes.values().removeIf(GraphNode::isClosed);
    }
  }

  /** What disks are called, in the order in which they were made. */
  public synchronized List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /** What the node called {@code name} is. */
  public synchronized Optional<Description> describe(String name) {
    return Optional.ofNullable(nodes.get(name)).map(GraphNode::describe);
  }

  /** The node called {@code name}, and what has been done to it. */
  public synchronized Optional<CountedDisk> find(String name) {
    return Optional.ofNullable(nodes.get(name)).map(GraphNode::disk);
  }

  /** Flushes and closes all, also after one that fails. */
  @Override
  public synchronized void close() throws IOException {
    Optional<IOException> first = Optional.empty();
    // The newest first: a node is closed before those that it stands on.
    for (GraphNode node : List.copyOf(nodes.values()).reversed()) {
      try {
        node.close();
      } catch (IOException e) {
        first = first.isPresent() ? first : Optional.of(e);
      }
    }
    nodes.clear();
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
