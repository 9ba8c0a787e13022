package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.file.ImageLock;

/**
 * A node among others: what it stands on, and who uses it. It lives as long as somebody uses it or
 * it is to be kept. Its owner's lock guards it.
 *
 * <p>Spec: none, QEMU's node graph.
 */
final class GraphNode {
  private final String name;
  private final NodeDisk disk;
  private final List<Below> below;
  private final List<NodeUse> users = new ArrayList<>();
  private NodeConfig config;
  private Optional<ImageLock> lock = Optional.empty();

  /** Whether it stays when nobody uses it. */
  private boolean kept;

  private boolean closed;

  /** A node that another one stands on. */
  record Below(NodeUse use, ChildRole role) {}

  /**
   * A node over others, or over nothing.
   *
   * @param config as which it was made
   */
  GraphNode(String name, NodeConfig config, BlockNode disk, List<Below> below) {
    this.name = name;
    this.config = config;
    this.disk = new NodeDisk(disk);
    this.below = new ArrayList<>(below);
  }

  /** A node over a file. */
  GraphNode(String name, NodeConfig.File config, FileOpener.Opened file) {
    this(name, config, file.node(), List.of());
    this.lock = file.lock();
  }

  String name() {
    return name;
  }

  NodeDisk disk() {
    return disk;
  }

  NodeConfig config() {
    return config;
  }

  /** The file that it comes down to. */
  String filename() {
    return switch (config) {
      case NodeConfig.File file -> file.filename();
      case NodeConfig.NullCo _ -> "null-co://";
      case NodeConfig.BlkDebug _, NodeConfig.CopyOnRead _, NodeConfig.Qcow2 _, NodeConfig.Raw _ ->
          child(ChildRole.FILTERED, ChildRole.COPIED, ChildRole.PART, ChildRole.METADATA)
              .orElseThrow()
              .filename();
    };
  }

  BlockNodes.Description describe() {
    String driver =
        switch (config) {
          case NodeConfig.File _ -> "file";
          case NodeConfig.NullCo _ -> "null-co";
          case NodeConfig.Raw _ -> "raw";
          case NodeConfig.BlkDebug _ -> "blkdebug";
          case NodeConfig.CopyOnRead _ -> "copy-on-read";
          case NodeConfig.Qcow2 _ -> "qcow2";
        };
    Optional<GraphNode> behind = backing();
    int depth = behind.map(node -> node.describe().depth() + 1).orElse(0);
    return new BlockNodes.Description(driver, filename(), depth, behind.map(GraphNode::filename));
  }

  /** What is behind it. */
  Optional<GraphNode> backing() {
    return child(ChildRole.BACKING);
  }

  /** How it uses what is behind it. */
  Optional<Below> backingUse() {
    return below.stream().filter(each -> each.role() == ChildRole.BACKING).findFirst();
  }

  /** Whether {@code use} is by it, or by what it consists of. */
  boolean standsOn(NodeUse use) {
    return below.stream().map(Below::use).anyMatch(own -> own == use || own.node().standsOn(use));
  }

  /** It as a user of others, in messages. */
  String asUser() {
    return "node '" + name + "'";
  }

  private Optional<GraphNode> child(ChildRole... roles) {
    for (Below each : below) {
      if (List.of(roles).contains(each.role())) {
        return Optional.of(each.use().node());
      }
    }
    return Optional.empty();
  }

  /** For those who change what it stands on; nothing may be under way. */
  List<Below> below() {
    return below;
  }

  /** It does its work in another way; nothing may be under way. */
  void change(NodeConfig other, BlockNode work) {
    config = other;
    disk.setBehind(work);
    disk.setDiscards(other.discard());
  }

  void setLock(Optional<ImageLock> other) {
    lock = other;
  }

  boolean isKept() {
    return kept;
  }

  void setKept(boolean wanted) {
    kept = wanted;
  }

  /** Closes it if nobody needs it any more. */
  void release() throws IOException {
    if (!kept && users.isEmpty()) {
      close();
    }
  }

  /** For {@link PermissionChange} to change. */
  List<NodeUse> users() {
    return users;
  }

  boolean isClosed() {
    return closed;
  }

  /** What its users do with it, all together. */
  Permissions permissions() {
    Permissions all = Permissions.NONE;
    for (NodeUse use : users) {
      all = all.and(use.permissions());
    }
    return all;
  }

  /**
   * @throws IOException when a user does what another one does not share, or the node cannot do
   */
  void requireAgreement() throws IOException {
    if (disk.readOnly() && permissions().used().contains(Permission.WRITE)) {
      throw new IOException("Block node is read-only");
    }
    for (NodeUse refusing : users.reversed()) {
      for (NodeUse asking : users.reversed()) {
        String refused = asking.permissions().refusedBy(refusing.permissions());
        if (asking != refusing && !refused.isEmpty()) {
          throw new IOException(
              "Permission conflict on node '"
                  + name
                  + "': permissions '"
                  + refused
                  + "' are both required by "
                  + asking.describe()
                  + " and unshared by "
                  + refusing.describe()
                  + ".");
        }
      }
    }
  }

  /**
   * Other emulators are told what more is done with it.
   *
   * @throws IOException when they do not agree
   */
  void widenLock() throws IOException {
    if (lock.isPresent()) {
      lock.get().widen(permissions());
    }
  }

  /** Other emulators are told what is not done with it any more. */
  void settleLock() {
    lock.ifPresent(held -> held.settle(permissions()));
  }

  /** Flushes and closes it and what nobody else needs, also after one that fails. */
  void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    List<IOException> failures = new ArrayList<>();
    try (disk) {
      if (!disk.readOnly()) {
        disk.flush();
      }
    } catch (IOException e) {
      failures.add(e);
    }
    for (Below each : below) {
      PermissionChange.remove(each.use());
      try {
        each.use().node().release();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
