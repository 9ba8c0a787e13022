package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.fdset.FdSets;

/**
 * The disks of one emulator by node name, and what they stand on. Any thread.
 *
 * <p>Each user of a node says what it does with it and what others may do; those that do not agree
 * are refused, by the names of both.
 *
 * <p>Spec: none, node names as QEMU's {@code -blockdev} has them.
 */
public final class BlockNodes implements AutoCloseable {
  private static final int SECTOR = 512;

  private final NodeMaker maker;
  private final Map<String, GraphNode> nodes = new LinkedHashMap<>();

  /** Those that were asked for, and are not there for another one only. */
  private final Set<String> owned = new HashSet<>();

  private int unnamed;

  public BlockNodes(FdSets fdSets) {
    this.maker = new NodeMaker(new FileOpener(fdSets), this::existing, this::freeName);
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
    GraphNode node = maker.make(name, config, made);
    for (GraphNode each : made) {
      if (nodes.putIfAbsent(each.name(), each) != null) {
        node.close();
        nodes.values().removeIf(GraphNode::isClosed);
        throw duplicate(each.name());
      }
    }
    owned.add(name);
  }

  private void requireFree(String name) throws IOException {
    if (nodes.containsKey(name)) {
      throw duplicate(name);
    }
  }

  private static IOException duplicate(String name) {
    return new IOException("Duplicate nodes with node-name='" + name + "'");
  }

  private String freeName() {
    return String.format("#block%03d", unnamed++);
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
   * @param device its id, or where it is
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
    PermissionChange.add(NodeUse.device(device, node, Permissions.device(!node.disk().readOnly())));
    return Optional.of(node.disk());
  }

  /**
   * Gives the node called {@code name} to somebody who is no device, until it is closed.
   *
   * @throws IOException when it is not there, or others do not agree
   */
  public synchronized BlockNode use(String name, String user, Permissions permissions)
      throws IOException {
    GraphNode node = existing(name);
    PermissionChange.add(NodeUse.device(user, node, permissions));
    return node.disk();
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
    if (node.users().stream().anyMatch(NodeUse::isDevice)) {
      throw new IOException("Node " + name + " is in use");
    }
    if (!owned.contains(name)) {
      throw new IOException("Node " + name + " is not owned by the monitor");
    }
    if (!node.users().isEmpty()) {
      throw new IOException("Block device " + name + " is in use");
    }
    nodes.remove(name);
    owned.remove(name);
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
    owned.clear();
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
