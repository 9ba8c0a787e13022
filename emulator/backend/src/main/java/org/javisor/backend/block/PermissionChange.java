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
    PermissionChange change = new PermissionChange();
    try {
      change.below(use.node());
    } catch (IOException e) {
      use.node().users().remove(use);
      change.undo();
      throw e;
    }
    change.order.forEach(GraphNode::settleLock);
  }

  /** A use ends: nobody needs more than before. */
  static void remove(NodeUse use) {
    use.node().users().remove(use);
    PermissionChange change = new PermissionChange();
    try {
      change.below(use.node());
    } catch (IOException e) {
      throw new IllegalStateException(e); // What all agreed to, less something.
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
