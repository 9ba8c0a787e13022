package org.javisor.backend.block;

/**
 * One user's hold on a node. Its graph's lock guards it.
 *
 * <p>Spec: none, QEMU's node graph.
 */
final class NodeUse {
  private static final String ROOT = "root";

  private final String user;
  private final String child;
  private final BlockNode disk = new Edge();
  private volatile GraphNode node;
  private Permissions permissions;

  /** The node as the user sees it: another one when that takes its place. */
  private final class Edge extends ForwardingNode {
    @Override
    protected BlockNode target() {
      return node.disk();
    }
  }

  /**
   * A use that the node does not know of yet.
   *
   * @param user who it is, in QEMU's words
   * @param child what the node is to the user, in QEMU's word
   */
  NodeUse(String user, String child, GraphNode node, Permissions permissions) {
    this.user = user;
    this.child = child;
    this.node = node;
    this.permissions = permissions;
  }

  /** That of a device. */
  static NodeUse device(String device, GraphNode node, Permissions permissions) {
    return new NodeUse("block device '" + device + "'", ROOT, node, permissions);
  }

  /** The node's contents, and those of what takes its place. */
  BlockNode disk() {
    return disk;
  }

  /** For {@link PermissionChange}: from now on it is another node that is used. */
  void setNode(GraphNode other) {
    node = other;
  }

  /** That of somebody who is no device and no node. */
  static NodeUse other(String user, GraphNode node, Permissions permissions) {
    return new NodeUse(user, ROOT, node, permissions);
  }

  /** Whether it is not another node that uses it. */
  boolean isRoot() {
    return child.equals(ROOT);
  }

  GraphNode node() {
    return node;
  }

  Permissions permissions() {
    return permissions;
  }

  void set(Permissions wanted) {
    permissions = wanted;
  }

  /** It, in a message. */
  String describe() {
    return user + " (uses node '" + node.name() + "' as '" + child + "' child)";
  }
}
