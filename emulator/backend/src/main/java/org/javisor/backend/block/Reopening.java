package org.javisor.backend.block;

import java.io.IOException;
import org.javisor.backend.block.GraphNode.Below;

/**
 * Opens nodes anew while others use them: files by their names, the way their descriptors came to
 * be, and formats over them.
 *
 * <p>Spec: none, what QEMU calls reopening.
 */
final class Reopening {
  private final NodeMaker maker;

  Reopening(NodeMaker maker) {
    this.maker = maker;
  }

  /**
   * Lets a node and its file be written, or not.
   *
   * @throws IOException when that cannot be; nothing has changed
   */
  void set(GraphNode node, boolean readOnly) throws IOException {
    if (node.disk().readOnly() == readOnly) {
      return;
    }
    NodeConfig before = node.config();
    NodeConfig wanted = before.withReadOnly(readOnly);
    if (wanted instanceof NodeConfig.File file) {
      file(node, file);
      return;
    }
    if (readOnly) {
      node.disk().flush();
      format(node, wanted);
      try {
        below(node, true);
      } catch (IOException e) {
        format(node, before);
        throw e;
      }
    } else {
      below(node, false);
      try {
        format(node, wanted);
      } catch (IOException e) {
        below(node, true);
        throw e;
      }
    }
  }

  /**
   * Gives a node other settings; those that it stands on keep theirs.
   *
   * @throws IOException when that cannot be; nothing has changed
   */
  void reconfigure(GraphNode node, NodeConfig wanted) throws IOException {
    IOException readOnly = new IOException("Block node is read-only");
    if (wanted instanceof NodeConfig.File file) {
      if (file.readOnly() && node.permissions().used().contains(Permission.WRITE)) {
        throw readOnly;
      }
      if (file.readOnly() == node.disk().readOnly()) {
        node.change(wanted, node.disk().inner());
      } else {
        file(node, file);
      }
      return;
    }
    for (Below each : node.below()) {
      boolean written = each.role() != ChildRole.BACKING && !wanted.readOnly();
      if (written && each.use().disk().readOnly()) {
        throw readOnly;
      }
    }
    if (!node.disk().readOnly()) {
      node.disk().flush();
    }
    format(node, wanted);
  }

  private void below(GraphNode node, boolean readOnly) throws IOException {
    for (Below each : node.below()) {
      if (each.role() != ChildRole.BACKING) {
        set(each.use().node(), readOnly);
      }
    }
  }

  private static void format(GraphNode node, NodeConfig wanted) throws IOException {
    NodeConfig before = node.config();
    BlockNode old = node.disk().inner();
    old.close(); // what it keeps is written; what it stands on stays open
    try {
      node.change(wanted, NodeMaker.work(wanted, node.below()));
      PermissionChange.renew(node);
    } catch (IOException e) {
      node.change(before, NodeMaker.work(before, node.below()));
      throw e;
    }
  }

  private void file(GraphNode node, NodeConfig.File wanted) throws IOException {
    BlockNode old = node.disk().inner();
    FileOpener.Opened opened = maker.open(wanted);
    opened.lock().ifPresent(lock -> lock.adopt(node.permissions()));
    node.change(wanted, opened.node());
    node.setLock(opened.lock());
    old.close();
  }
}
