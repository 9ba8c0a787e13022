package org.javisor.system.monitor;

import java.util.OptionalLong;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;

/** What clients say about nodes, in the words of those who make them. */
final class NodeConfigs {
  private NodeConfigs() {}

  static NodeConfig of(BlockdevOptions options) {
    boolean readOnly = options.readOnly().orElse(false);
    return switch (options) {
      case BlockdevOptions.File file ->
          new NodeConfig.File(
              file.filename(), readOnly, file.autoReadOnly().orElse(false), true);
      case BlockdevOptions.Raw raw ->
          new NodeConfig.Raw(child(raw.file()), 0, OptionalLong.empty(), readOnly);
    };
  }

  private static Child child(BlockdevRef ref) {
    return switch (ref) {
      case BlockdevRef.Reference reference -> new Child.Named(reference.value());
      case BlockdevRef.Definition inner ->
          new Child.Made(of(inner.value()), inner.value().nodeName());
    };
  }
}
