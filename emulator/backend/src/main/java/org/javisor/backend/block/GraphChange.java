package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.GraphNode.Below;
import org.javisor.backend.block.qcow2.Qcow2Image;

/**
 * What can be done to the graph while nothing is done to disks. Each of these happens whole, or not
 * at all.
 *
 * <p>Spec: none, QEMU's node graph.
 */
public final class GraphChange {
  private final NodeMaker.Existing nodes;
  private final NodeMaker maker;

  GraphChange(NodeMaker.Existing nodes, NodeMaker maker) {
    this.nodes = nodes;
    this.maker = maker;
  }

  /** Lets {@code watcher} hear of every change of a node's contents. */
  public void watch(String node, WriteWatcher watcher) throws IOException {
    nodes.get(node).disk().watch(watcher);
  }

  /** The end of that. */
  public void unwatch(String node, WriteWatcher watcher) throws IOException {
    nodes.get(node).disk().unwatch(watcher);
  }

  /**
   * Those who use {@code from} use {@code to} from now on, except what {@code to} consists of.
   *
   * @throws IOException when those that use {@code to} do not agree
   */
  public void replace(String from, String to) throws IOException {
    GraphNode old = nodes.get(from);
    GraphNode other = nodes.get(to);
    List<NodeUse> moving = new ArrayList<>(old.users());
    moving.removeIf(use -> other.standsOn(use));
    PermissionChange.move(moving, other);
    old.release();
  }

  /**
   * Another node is behind an image, or none.
   *
   * @param top an image in a format that has others behind it
   * @throws IOException when the two do not go together; nothing has changed
   */
  public void setBacking(String top, Optional<String> behind) throws IOException {
    GraphNode node = nodes.get(top);
    Qcow2Image image = image(node);
    if (behind.isPresent()) {
      requireNoCycle(top, behind.get());
    }
    Optional<Below> before = node.backingUse();
    List<NodeUse> added = new ArrayList<>();
    if (behind.isPresent()) {
      Permissions first = ChildRole.BACKING.below(node.permissions(), !node.disk().readOnly());
      NodeUse use =
          new NodeUse(node.asUser(), ChildRole.BACKING.text(), nodes.get(behind.get()), first);
      PermissionChange.add(use);
      added.add(use);
    }
    before.ifPresent(node.below()::remove);
    added.forEach(use -> node.below().add(new Below(use, ChildRole.BACKING)));
    image.setBacking(added.stream().map(NodeUse::disk).findFirst());
    if (before.isPresent()) {
      PermissionChange.remove(before.get().use());
      before.get().use().node().release();
    }
  }

  /**
   * @throws IOException when {@code top} is {@code behind} or behind it already
   */
  public void requireNoCycle(String top, String behind) throws IOException {
    for (Optional<GraphNode> each = Optional.of(nodes.get(behind));
        each.isPresent();
        each = each.get().backing()) {
      if (each.get().name().equals(top)) {
        throw new IOException(
            "Making '" + behind + "' a backing child of '" + top + "' would create a cycle");
      }
    }
  }

  private static Qcow2Image image(GraphNode node) throws IOException {
    if (node.disk().inner() instanceof Qcow2Image image) {
      return image;
    }
    throw new IOException(
        "Driver '"
            + node.describe().driver()
            + "' of node '"
            + node.name()
            + "' does not support backing files");
  }

  /**
   * Says in an image what is behind it, for those who open it next.
   *
   * @param top an image in a format that has others behind it
   * @throws IOException when that does not fit, or it cannot be written; nothing has changed
   */
  public void nameBacking(String top, Optional<String> name, Optional<String> format)
      throws IOException {
    boolean readOnly = nodes.get(top).disk().readOnly();
    setReadOnly(top, false);
    try {
      image(nodes.get(top)).nameBacking(name, format);
    } finally {
      if (readOnly) {
        protect(top);
      }
    }
  }

  /** Whether somebody uses a node. */
  public boolean isUsed(String name) throws IOException {
    return !nodes.get(name).users().isEmpty();
  }

  /** A node lives only as long as somebody uses it from now on. */
  public void disown(String name) throws IOException {
    GraphNode node = nodes.get(name);
    node.setKept(false);
    node.release();
  }

  /**
   * Opens a node and its file anew, to be written or not.
   *
   * @throws IOException when that cannot be; nothing has changed
   */
  public void setReadOnly(String name, boolean readOnly) throws IOException {
    new Reopening(maker).set(nodes.get(name), readOnly);
  }

  /** How a change is taken back. */
  public interface Undo {
    void run() throws IOException;
  }

  /**
   * Opens a node anew with other settings.
   *
   * @throws IOException with a message for the client when that cannot be; nothing has changed
   */
  public Undo reopen(String name, NodeConfig wanted) throws IOException {
    GraphNode node = nodes.get(name);
    NodeConfig before = node.config();
    Optional<String> behind = node.backing().map(GraphNode::name);
    Reconfiguration.Behind other = new Reconfiguration(node, wanted).check();
    Reopening reopening = new Reopening(maker);
    reopening.reconfigure(node, wanted);
    if (other instanceof Reconfiguration.Behind.Named named && !named.name().equals(behind)) {
      try {
        setBacking(name, named.name());
      } catch (IOException e) {
        reopening.reconfigure(node, before);
        throw e;
      }
    }
    return () -> {
      reopening.reconfigure(node, before);
      if (!node.backing().map(GraphNode::name).equals(behind)) {
        setBacking(name, behind);
      }
    };
  }

  /**
   * Opens a node and its file anew, not to be written any more, if that can be: a set of
   * descriptors may have none for reading only.
   */
  public void protect(String name) {
    try {
      setReadOnly(name, true);
    } catch (IOException e) {
      // It stays writable for us; nobody writes to it.
    }
  }
}
