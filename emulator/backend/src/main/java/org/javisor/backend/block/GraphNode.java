package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.file.ImageLock;

/**
 * A node among others: what it stands on, and who uses it. Its owner's lock guards it.
 *
 * <p>Spec: none, QEMU's node graph.
 */
final class GraphNode {
  private final String name;
  private final CountedDisk disk;
  private final BlockNodes.Description description;
  private final List<Below> below;
  private final Optional<ImageLock> lock;
  private final List<NodeUse> users = new ArrayList<>();
  private boolean closed;

  /**
   * A node that another one stands on.
   *
   * @param owned whether it goes with that one
   */
  record Below(NodeUse use, ChildRole role, boolean owned) {}

  /** A node over others, or over nothing. */
  GraphNode(String name, BlockNode disk, BlockNodes.Description description, List<Below> below) {
    this.name = name;
    this.disk = new CountedDisk(disk);
    this.description = description;
    this.below = List.copyOf(below);
    this.lock = Optional.empty();
  }

  /** A node over a file. */
  GraphNode(String name, FileOpener.Opened file, BlockNodes.Description description) {
    this.name = name;
    this.disk = new CountedDisk(file.node());
    this.description = description;
    this.below = List.of();
    this.lock = file.lock();
  }

  String name() {
    return name;
  }

  CountedDisk disk() {
    return disk;
  }

  String filename() {
    return description.filename();
  }

  BlockNodes.Description describe() {
    return description;
  }

  List<Below> below() {
    return below;
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

  /** Flushes and closes it and what it owns, also after one that fails. */
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
      if (each.owned()) {
        try {
          each.use().node().close();
        } catch (IOException e) {
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
