package org.javisor.system.monitor;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.qmp.api.BlockCoreHandler;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** Commands about disks. */
final class BlockCoreCommands implements BlockCoreHandler {
  private final BlockNodes nodes;

  BlockCoreCommands(BlockNodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public void blockdevAdd(QmpCall call, BlockdevAdd command) throws QmpException {
    BlockdevOptions options = command.options();
    if (options.nodeName().isEmpty()) {
      throw QmpException.generic("'node-name' must be specified for the root node");
    }
    add(options, options.nodeName().get(), false);
  }

  /**
   * @param above whether a node above this one refuses writing
   */
  private void add(BlockdevOptions options, String name, boolean above) throws QmpException {
    try {
      switch (options) {
        case BlockdevOptions.File file ->
            nodes.open(name, file.filename(), above || file.readOnly().orElse(false));
        case BlockdevOptions.Raw raw -> {
          boolean readOnly = above || raw.readOnly().orElse(false);
          switch (raw.file()) {
            case BlockdevRef.Reference reference -> alias(name, reference.value(), readOnly);
            case BlockdevRef.Definition inner -> add(inner.value(), name, readOnly);
          }
        }
      }
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  /** A node below is written to by whoever has a name for it, unless it refuses itself. */
  private void alias(String name, String node, boolean readOnly) throws IOException, QmpException {
    Optional<BlockBackend> below = nodes.find(node);
    if (readOnly && below.isPresent() && !below.get().readOnly()) {
      throw QmpException.generic(
          "node '" + node + "' is writable: a read-only node over it is not supported");
    }
    nodes.alias(name, node);
  }
}
