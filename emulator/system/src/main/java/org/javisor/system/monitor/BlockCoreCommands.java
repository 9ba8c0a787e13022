package org.javisor.system.monitor;

import java.io.IOException;
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
    add(options, options.nodeName().get());
  }

  private void add(BlockdevOptions options, String name) throws QmpException {
    try {
      switch (options) {
        case BlockdevOptions.File file ->
            nodes.open(name, file.filename(), file.readOnly().orElse(false));
        case BlockdevOptions.Raw raw -> {
          switch (raw.file()) {
            case BlockdevRef.Reference reference -> nodes.alias(name, reference.value());
            case BlockdevRef.Definition inner -> add(inner.value(), name);
          }
        }
      }
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }
}
