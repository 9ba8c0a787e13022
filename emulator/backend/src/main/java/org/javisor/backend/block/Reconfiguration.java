package org.javisor.backend.block;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.javisor.backend.block.GraphNode.Below;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;

/**
 * What may be another way when a node is opened anew: whether it is written, what it does about
 * room that is not needed, its caches, and what is behind it. All else has to be said as it is.
 *
 * <p>Spec: none, QEMU's blockdev-reopen.
 */
final class Reconfiguration {
  private final GraphNode node;
  private final NodeConfig wanted;

  Reconfiguration(GraphNode node, NodeConfig wanted) {
    this.node = node;
    this.wanted = wanted;
  }

  /** What is to be behind the node from now on: another name, nothing, or what is there. */
  sealed interface Behind {
    record Named(Optional<String> name) implements Behind {}

    record Unchanged() implements Behind {}
  }

  /**
   * @throws IOException with a message for the client when something else is to change
   */
  Behind check() throws IOException {
    NodeConfig now = node.config();
    if (now.getClass() != wanted.getClass()) {
      throw refused("driver");
    }
    return switch (wanted) {
      case NodeConfig.File file -> {
        NodeConfig.File before = (NodeConfig.File) now;
        same("filename", before.filename(), file.filename());
        same("locking", before.locking(), file.locking());
        yield new Behind.Unchanged();
      }
      case NodeConfig.NullCo nothing -> {
        NodeConfig.NullCo before = (NodeConfig.NullCo) now;
        same("size", before.size(), nothing.size());
        same("latency-ns", before.latency(), nothing.latency());
        yield new Behind.Unchanged();
      }
      case NodeConfig.Raw raw -> {
        NodeConfig.Raw before = (NodeConfig.Raw) now;
        same("offset", before.offset(), raw.offset());
        same("size", before.size(), raw.size());
        child("file", raw.file());
        yield new Behind.Unchanged();
      }
      case NodeConfig.BlkDebug debug -> {
        same("inject-error", ((NodeConfig.BlkDebug) now).rules(), debug.rules());
        child("image", debug.image());
        yield new Behind.Unchanged();
      }
      case NodeConfig.CopyOnRead copying -> {
        child("file", copying.file());
        yield new Behind.Unchanged();
      }
      case NodeConfig.Qcow2 image -> {
        child("file", image.file());
        data(image.data());
        yield behind(image.backing());
      }
    };
  }

  private static IOException refused(String option) {
    return new IOException("Cannot change the option '" + option + "'");
  }

  private static void same(String option, Object before, Object now) throws IOException {
    if (!Objects.equals(before, now)) {
      throw refused(option);
    }
  }

  /** The node below is the one that it is, by its name. */
  private void child(String option, Child given) throws IOException {
    switch (given) {
      case Child.Made _ -> throw refused(option + ".driver");
      case Child.Named named -> {
        List<Below> below = node.below();
        same(option, below.getFirst().use().node().name(), named.name());
      }
    }
  }

  private void data(Optional<Child> given) throws IOException {
    Optional<String> before =
        node.below().stream()
            .filter(each -> each.role() == ChildRole.DATA)
            .map(each -> each.use().node().name())
            .findFirst();
    if (given.isPresent()
        && !(given.get() instanceof Child.Named named
            && before.equals(Optional.of(named.name())))) {
      throw refused("data-file");
    }
  }

  private Behind behind(Backing given) throws IOException {
    return switch (given) {
      case Backing.OfImage _ -> {
        if (node.backing().isPresent()) {
          throw new IOException("backing is missing for '" + node.name() + "'");
        }
        yield new Behind.Unchanged();
      }
      case Backing.None _ -> new Behind.Named(Optional.empty());
      case Backing.Given other ->
          switch (other.node()) {
            case Child.Made _ -> throw refused("backing.driver");
            case Child.Named named -> new Behind.Named(Optional.of(named.name()));
          };
    };
  }
}
