package org.javisor.backend.block;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works out what each node's users do with it after those of one node changed, down to the files,
 * whose locks follow. All of it happens, or nothing.
 *
 * <p>Spec: none, permissions as QEMU's nodes have them.
 */
final class PermissionChange {
  private final Map<NodeUse, Permissions> before = new LinkedHashMap<>();
  private List<GraphNode> order = List.of();

  private PermissionChange() {}

  /**
   * Lets one more use a node.
   *
   * @throws IOException when others do not agree, here or in other emulators; nothing has changed
   */
  static void add(NodeUse use) throws IOException {
    use.node().users().add(use);
    try {
      renew(use.node());
    } catch (IOException e) {
      use.node().users().remove(use);
      throw e;
    }
  }

  /** A use ends: nobody needs more than before. */
  static void remove(NodeUse use) {
    use.node().users().remove(use);
    lessened(use.node());
  }

  /** A use needs nothing any more. */
  static void relax(NodeUse use) {
    use.set(Permissions.NONE);
    lessened(use.node());
  }

  private static void lessened(GraphNode node) {
    try {
      renew(node);
    } catch (IOException e) {
      throw new IllegalStateException(e); // What all agreed to, less something.
    }
  }

  /**
   * Another node takes the place of those that are used.
   *
   * @throws IOException when others do not agree, here or in other emulators; nothing has changed
   */
  static void move(List<NodeUse> uses, GraphNode to) throws IOException {
    Map<NodeUse, GraphNode> from = new LinkedHashMap<>();
    for (NodeUse use : uses) {
      from.put(use, use.node());
      place(use, to);
    }
    // What is left may stand on what is used from now on.
    Set.copyOf(from.values()).forEach(PermissionChange::lessened);
    try {
      renew(to);
    } catch (IOException e) {
      from.forEach(PermissionChange::place);
      Set.copyOf(from.values()).forEach(PermissionChange::lessened); // as it was before
      throw e;
    }
  }

  private static void place(NodeUse use, GraphNode at) {
    use.node().users().remove(use);
    use.setNode(at);
    at.users().add(use);
  }

  /**
   * A node does more than before, or less, though its users are the same.
   *
   * @throws IOException when others do not agree; nothing has changed
   */
  static void renew(GraphNode node) throws IOException {
    PermissionChange change = new PermissionChange();
    try {
      change.below(node);
    } catch (IOException e) {
      change.undo();
      throw e;
    }
    change.order.forEach(GraphNode::settleLock);
  }

  private void below(GraphNode start) throws IOException {
    Set<GraphNode> reached = new LinkedHashSet<>();
    collect(start, reached);
    // Each comes after those that it stands on: the other way round users come first.
    order = List.copyOf(reached).reversed();
    for (GraphNode node : order) {
      node.requireAgreement();
      node.widenLock();
      for (GraphNode.Below each : node.below()) {
        before.putIfAbsent(each.use(), each.use().permissions());
        each.use().set(each.role().below(node.permissions(), !node.disk().readOnly()));
      }
    }
  }

  private void undo() {
    before.forEach(NodeUse::set);
    order.forEach(GraphNode::settleLock);
  }

  private static void collect(GraphNode node, Set<GraphNode> reached) {
    if (!reached.contains(node)) {
      for (GraphNode.Below each : node.below()) {
        collect(each.use().node(), reached);
      }
      reached.add(node);
    }
  }
}
