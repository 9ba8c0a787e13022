package org.javisor.backend.block.job;

import java.io.IOException;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.WriteWatcher;

/**
 * The end of jobs, whatever came before.
 *
 * <p>Spec: none.
 */
final class Holds {
  private Holds() {}

  /** Nobody watches {@code source} any more, and what is held is let go. */
  static void end(BlockNodes nodes, WriteWatcher watcher, NodeHold source, NodeHold target) {
    try {
      nodes.change(graph -> graph.unwatch(source.node(), watcher));
    } catch (IOException e) {
      // The node is gone, and with it those who watched.
    }
    letGo(source);
    letGo(target);
  }

  /** A node that was to be written only for the job is not written any more. */
  static void setReadOnly(BlockNodes nodes, NodeHold hold) {
    try {
      nodes.change(graph -> graph.protect(hold.node()));
    } catch (IOException e) {
      // It stays writable for us; nobody writes to it.
    }
  }

  /** Lets a node go, for the second time perhaps. */
  static void letGo(NodeHold hold) {
    try {
      hold.close();
    } catch (IOException e) {
      // It was to be flushed by whoever wrote to it.
    }
  }
}
