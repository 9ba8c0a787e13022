package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
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

  private final List<Root> roots = new ArrayList<>();

  private final Gate gate = new Gate();
  private int unnamed;

  public BlockNodes(FdSets fdSets) {
    this.maker = new NodeMaker(new FileOpener(fdSets), this::existing, this::freeName);
  }

  /**
   * What a device has.
   *
   * @param first what its node was called when it came
   */
  private record Root(String device, String first, NodeUse use, CountedDisk disk) {}

  /**
   * What a device has.
   *
   * @param node its disk's node as it is now
   * @param disk what the device has done to it
   */
  public record Attached(String node, CountedDisk disk) {}

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
        forgetClosed();
        throw duplicate(each.name());
      }
    }
    node.setKept(true);
  }

  private void forgetClosed() {
    nodes.values().removeIf(GraphNode::isClosed);
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

  /** Whether a node that is there has this face. */
  public synchronized boolean isFace(NodeDisk disk) {
    return nodes.values().stream().anyMatch(node -> node.disk() == disk);
  }

  /** A name for a node that nobody named. */
  public synchronized String unusedName() {
    return freeName();
  }

  /** The image that the node called {@code name} is behind, if it is. */
  public synchronized Optional<String> overlay(String name) {
    GraphNode node = nodes.get(name);
    return nodes.values().stream()
        .filter(each -> each.backing().stream().anyMatch(behind -> behind == node))
        .map(GraphNode::name)
        .findFirst();
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
    NodeUse use = NodeUse.device(device, node, Permissions.device(!node.disk().readOnly()));
    PermissionChange.add(use);
    CountedDisk disk = new CountedDisk(use.disk(), gate);
    roots.add(new Root(device, name, use, disk));
    return Optional.of(disk);
  }

  /**
   * A device gives its disk back.
   *
   * @param name what its node was called when the device got it
   * @throws IOException when what is left cannot be written then
   */
  public synchronized void detach(String name, String device) throws IOException {
    for (Root root : List.copyOf(roots)) {
      if (root.device.equals(device) && root.first.equals(name)) {
        roots.remove(root);
        letGo(root.use);
      }
    }
  }

  /**
   * The disk of a device.
   *
   * @param name what its node was called when the device got it
   */
  public synchronized Optional<Attached> attached(String name, String device) {
    return roots.stream()
        .filter(root -> root.device.equals(device) && root.first.equals(name))
        .map(root -> new Attached(root.use.node().name(), root.disk))
        .findFirst();
  }

  /**
   * Gives the node called {@code name} to somebody who is no device.
   *
   * @param user who that is, in messages
   * @throws IOException when it is not there, or others do not agree
   */
  public synchronized NodeHold hold(String name, String user, Permissions permissions)
      throws IOException {
    NodeUse use = NodeUse.other(user, existing(name), permissions);
    PermissionChange.add(use);
    return new NodeHold(this, use, new CountedDisk(use.disk(), gate), gate);
  }

  /** A hold keeps its node open, no more. */
  synchronized void relax(NodeUse use) {
    PermissionChange.relax(use);
  }

  /** Ends a hold. */
  synchronized void letGo(NodeUse use) throws IOException {
    PermissionChange.remove(use);
    try {
      use.node().release();
    } finally {
      forgetClosed();
    }
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
    if (node.users().stream().anyMatch(NodeUse::isRoot)) {
      throw new IOException("Node " + name + " is in use");
    }
    if (!node.isKept()) {
      throw new IOException("Node " + name + " is not owned by the monitor");
    }
    if (!node.users().isEmpty()) {
      throw new IOException("Block device " + name + " is in use");
    }
    node.setKept(false);
    try {
      node.close();
    } finally {
      forgetClosed();
    }
  }

  /** What is done to the graph while nothing is done to disks. */
  public interface Change {
    /** Does it, by {@link GraphChange}. */
    void make(GraphChange graph) throws IOException;
  }

  /**
   * Makes a node larger or smaller; devices are told.
   *
   * @param size in bytes
   * @throws IOException when that cannot be; nothing has changed
   */
  public void resize(String name, long size) throws IOException {
    Map<CountedDisk, Long> before = new LinkedHashMap<>();
    synchronized (this) {
      GraphNode node = existing(name);
      if (node.disk().readOnly()) {
        throw new IOException("Block node is read-only");
      }
      roots.forEach(root -> before.put(root.disk, root.disk.sizeBytes()));
      Permissions resizing =
          Permissions.of(Set.of(Permission.RESIZE), EnumSet.allOf(Permission.class));
      NodeUse use = NodeUse.other("an unnamed block device", node, resizing);
      PermissionChange.add(use);
      try {
        gate.closed(() -> node.disk().truncate(size));
      } finally {
        PermissionChange.remove(use);
      }
    }
    before.forEach((disk, bytes) -> {
      if (disk.sizeBytes() != bytes) {
        disk.resized();
      }
    });
  }

  /**
   * Waits for what is under way with disks, and changes what they consist of.
   *
   * @throws IOException when the change is refused
   */
  public synchronized void change(Change change) throws IOException {
    try {
      gate.closed(() -> change.make(new GraphChange(this::existing, maker)));
    } finally {
      forgetClosed();
    }
  }

  /**
   * The images from {@code name} down to the last one behind it.
   *
   * @throws IOException when there is no such node
   */
  public synchronized List<String> chain(String name) throws IOException {
    List<String> chain = new ArrayList<>();
    Optional<GraphNode> node = Optional.of(existing(name));
    while (node.isPresent()) {
      chain.add(node.get().name());
      node = node.get().backing();
    }
    return chain;
  }

  /** What disks are called, in the order in which they were made. */
  public synchronized List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /** What the node called {@code name} is. */
  public synchronized Optional<Description> describe(String name) {
    return Optional.ofNullable(nodes.get(name)).map(GraphNode::describe);
  }

  /** The node called {@code name}. */
  public synchronized Optional<NodeDisk> find(String name) {
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
    roots.clear();
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
