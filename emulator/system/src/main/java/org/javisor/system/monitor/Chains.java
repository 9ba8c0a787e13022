package org.javisor.system.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.qmp.api.BlockCommit;
import org.javisor.qmp.api.BlockStream;

/** Finds images of a chain as commands name them: by node or by file. */
final class Chains {
  private final BlockNodes nodes;
  private final String device;
  private final List<String> chain;

  /**
   * @param chain from {@code device} on
   */
  Chains(BlockNodes nodes, String device, List<String> chain) {
    this.nodes = nodes;
    this.device = device;
    this.chain = chain;
  }

  private Optional<String> byFile(String file) {
    return chain.stream()
        .filter(node ->
            nodes.describe(node).map(BlockNodes.Description::filename).stream()
                .anyMatch(file::equals))
        .findFirst();
  }

  private String behind(String file) throws IOException {
    Optional<String> found = byFile(file).filter(node -> !node.equals(chain.getFirst()));
    return found.orElseThrow(
        () -> new IOException("Can't find '" + file + "' in the backing chain"));
  }

  /** The image that stays behind the disk, if any. */
  Optional<String> streamBase(BlockStream command) throws IOException {
    if (command.base().isPresent() && command.baseNode().isPresent()) {
      throw new IOException("'base' and 'base-node' cannot be specified at the same time");
    }
    if (command.bottom().isPresent()) {
      return afterBottom(command);
    }
    if (command.base().isPresent()) {
      return Optional.of(behind(command.base().get()));
    }
    if (command.baseNode().isPresent()) {
      String base = command.baseNode().get();
      if (nodes.find(base).isEmpty()) {
        throw BlockGraph.missing("", base);
      }
      if (base.equals(device) || !chain.contains(base)) {
        throw new IOException("Node '" + base + "' is not a backing image of '" + device + "'");
      }
      return Optional.of(base);
    }
    return Optional.empty();
  }

  private Optional<String> afterBottom(BlockStream command) throws IOException {
    String bottom = command.bottom().get();
    if (command.base().isPresent() || command.baseNode().isPresent()) {
      throw new IOException("'base' and 'bottom' cannot be specified at the same time");
    }
    int at = chain.indexOf(bottom);
    if (at < 0) {
      throw new IOException(
          "Node '" + bottom + "' is not in a chain starting from '" + device + "'");
    }
    return at + 1 < chain.size() ? Optional.of(chain.get(at + 1)) : Optional.empty();
  }

  /** The first image that is written into another one. */
  String commitTop(BlockCommit command) throws IOException {
    if (command.topNode().isPresent()) {
      return inChain(command.topNode().get());
    }
    if (command.top().isPresent()) {
      return byFile(command.top().get())
          .orElseThrow(
              () -> new IOException("Top image file " + command.top().get() + " not found"));
    }
    return device;
  }

  /** The image that is written to. */
  String commitBase(BlockCommit command, String top) throws IOException {
    if (command.baseNode().isPresent()) {
      return inChain(command.baseNode().get());
    }
    return command.base().isPresent() ? behind(command.base().get()) : chain.getLast();
  }

  private String inChain(String node) throws IOException {
    if (nodes.find(node).isEmpty()) {
      throw BlockGraph.missing("", node);
    }
    if (!chain.contains(node)) {
      throw new IOException("'" + node + "' is not in this backing file chain");
    }
    return node;
  }
}
