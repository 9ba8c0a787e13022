package org.javisor.backend.block;

import java.io.IOException;

/**
 * The use of a node by somebody who is neither a device nor a node, until it is closed. Any thread.
 *
 * <p>Spec: none, permissions as QEMU's nodes have them.
 */
public final class NodeHold implements AutoCloseable {
  private final BlockNodes nodes;
  private final NodeUse use;
  private final CountedDisk disk;
  private final Gate gate;
  private boolean closed;

  /** Something that is done with disks. */
  public interface Work {
    void run() throws IOException;
  }

  NodeHold(BlockNodes nodes, NodeUse use, CountedDisk disk, Gate gate) {
    this.nodes = nodes;
    this.use = use;
    this.disk = disk;
    this.gate = gate;
  }

  /** The node's contents. */
  public BlockNode disk() {
    return disk;
  }

  /**
   * Does several things without a change of the graph between them. Whoever takes locks that others
   * take while they do something with disks takes them here.
   */
  public void within(Work work) throws IOException {
    gate.pass(work::run);
  }

  /**
   * In which of the images behind each other something is.
   *
   * @param offset inside the node
   * @param length how far to look, at least 1
   */
  public Layers.Found find(long offset, long length) throws IOException {
    Layers.Found[] found = new Layers.Found[1];
    gate.pass(() -> found[0] = Layers.of(use.disk()).find(offset, length));
    return found[0];
  }

  /** The node's name; that of another one when that has taken its place. */
  public String node() {
    return use.node().name();
  }

  NodeUse use() {
    return use;
  }

  /** From now on others may do what they want; nothing is done with it but keeping it open. */
  public void relax() {
    nodes.relax(use);
  }

  /**
   * Ends the use; the node is closed if nobody else needs it.
   *
   * @throws IOException when what is left cannot be written then
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    nodes.letGo(use);
  }
}
