package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.javisor.backend.block.GraphNode.Below;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.filter.CopyOnReadNode;
import org.javisor.backend.block.filter.DebugNode;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.block.raw.RawNode;
import org.javisor.backend.fdset.FdSets;

/**
 * Makes nodes and what they stand on, or nothing at all.
 *
 * <p>Spec: none, QEMU's node graph.
 */
final class NodeMaker {
  /** Images behind images. */
  private static final int MAX_DEPTH = 200;

  private final FileOpener files;
  private final Existing existing;
  private final Supplier<String> namer;

  /** Finds nodes that have names. */
  interface Existing {
    GraphNode get(String name) throws IOException;
  }

  /**
   * @param namer names nodes that nobody named
   */
  NodeMaker(FileOpener files, Existing existing, Supplier<String> namer) {
    this.files = files;
    this.existing = existing;
    this.namer = namer;
  }

  /** What is under way: nodes that were made, and the files of the chain so far. */
  private record Work(List<GraphNode> made, List<Object> chain) {}

  /** What a node that is being made stands on so far. */
  private final class Base {
    private final String name;
    private final boolean writes;
    private final Work work;
    private final List<Below> below = new ArrayList<>();

    Base(String name, boolean writes, Work work) {
      this.name = name;
      this.writes = writes;
      this.work = work;
    }

    NodeUse add(Child child, ChildRole role) throws IOException {
      Permissions first = role.below(Permissions.NONE, writes);
      return switch (child) {
        case Child.Named named -> use(existing.get(named.name()), role, first);
        case Child.Made made -> {
          boolean read = !writes || role == ChildRole.BACKING;
          NodeConfig config = read ? made.config().withReadOnly(true) : made.config();
          GraphNode node = NodeMaker.this.make(made.name().orElseGet(namer), config, work);
          yield use(node, role, first);
        }
      };
    }

    private NodeUse use(GraphNode node, ChildRole role, Permissions first) throws IOException {
      NodeUse use = new NodeUse("node '" + name + "'", role.text(), node, first);
      try {
        PermissionChange.add(use);
      } catch (IOException e) {
        releaseQuietly(node);
        throw e;
      }
      below.add(new Below(use, role));
      return use;
    }

    void undo() {
      for (Below each : below.reversed()) {
        PermissionChange.remove(each.use());
        releaseQuietly(each.use().node());
      }
    }
  }

  private static void releaseQuietly(GraphNode node) {
    try {
      node.release();
    } catch (IOException e) {
      // What is told is why another node was not made.
    }
  }

  /**
   * @throws IOException with a message for the operator; nothing is open then
   */
  FileOpener.Opened open(NodeConfig.File config) throws IOException {
    return files.open(config);
  }

  /**
   * Makes a node.
   *
   * @param made gets all that were made, those below first
   */
  GraphNode make(String name, NodeConfig config, List<GraphNode> made) throws IOException {
    return make(name, config, new Work(made, new ArrayList<>()));
  }

  private GraphNode make(String name, NodeConfig config, Work work) throws IOException {
    GraphNode node =
        switch (config) {
          case NodeConfig.File file -> new GraphNode(name, file, files.open(file));
          case NodeConfig.NullCo _ ->
              new GraphNode(name, config, work(config, List.of()), List.of());
          case NodeConfig.Raw raw -> raw(name, raw, work);
          case NodeConfig.BlkDebug debug -> filter(name, debug, debug.image(), work);
          case NodeConfig.CopyOnRead copying -> filter(name, copying, copying.file(), work);
          case NodeConfig.Qcow2 image -> qcow2(name, image, work);
        };
    node.disk().setDiscards(config.discard());
    work.made.add(node);
    return node;
  }

  private GraphNode raw(String name, NodeConfig.Raw config, Work work) throws IOException {
    Base base = new Base(name, !config.readOnly(), work);
    try {
      boolean part = config.offset() != 0 || config.size().isPresent();
      NodeUse _ = base.add(config.file(), part ? ChildRole.PART : ChildRole.FILTERED);
      return new GraphNode(name, config, work(config, base.below), base.below);
    } catch (IOException e) {
      base.undo();
      throw e;
    }
  }

  private GraphNode filter(String name, NodeConfig config, Child child, Work work)
      throws IOException {
    Base base = new Base(name, !config.readOnly(), work);
    try {
      ChildRole role =
          config instanceof NodeConfig.CopyOnRead ? ChildRole.COPIED : ChildRole.FILTERED;
      NodeUse _ = base.add(child, role);
      return new GraphNode(name, config, work(config, base.below), base.below);
    } catch (IOException e) {
      base.undo();
      throw e;
    }
  }

  private GraphNode qcow2(String name, NodeConfig.Qcow2 config, Work work) throws IOException {
    Base base = new Base(name, !config.readOnly(), work);
    try {
      NodeUse file = base.add(config.file(), ChildRole.METADATA);
      String image = file.node().filename();
      Qcow2Image.Names names = Qcow2Image.names(file.disk(), image);
      data(config, names, image, base);
      backing(config, names, image, base);
      return new GraphNode(name, config, work(config, base.below), base.below);
    } catch (IOException e) {
      base.undo();
      throw e;
    }
  }

  /**
   * What does the work of a node that is no file.
   *
   * @param below what it stands on
   */
  static BlockNode work(NodeConfig config, List<Below> below) throws IOException {
    return switch (config) {
      case NodeConfig.File _ -> throw new IllegalArgumentException("a file");
      case NodeConfig.NullCo nothing ->
          new NullNode(nothing.size(), nothing.latency(), nothing.readOnly());
      case NodeConfig.Raw raw ->
          new RawNode(below.getFirst().use().disk(), raw.offset(), raw.size(), raw.readOnly());
      case NodeConfig.BlkDebug debug ->
          new DebugNode(below.getFirst().use().disk(), debug.rules(), debug.readOnly());
      case NodeConfig.CopyOnRead copying ->
          new CopyOnReadNode(below.getFirst().use().disk(), copying.readOnly());
      case NodeConfig.Qcow2 image -> {
        NodeUse file = below.getFirst().use();
        var parts =
            new Qcow2Image.Parts(
                file.node().filename(),
                file.disk(),
                disk(below, ChildRole.DATA),
                disk(below, ChildRole.BACKING));
        yield new Qcow2Image(
            parts, new Qcow2Image.Use(image.readOnly(), image.discard(), image.caches()));
      }
    };
  }

  private static Optional<BlockNode> disk(List<Below> below, ChildRole role) {
    return below.stream()
        .filter(each -> each.role() == role)
        .map(each -> each.use().disk())
        .findFirst();
  }

  private static void data(NodeConfig.Qcow2 config, Qcow2Image.Names names, String image, Base base)
      throws IOException {
    if (config.data().isPresent()) {
      NodeUse _ = base.add(config.data().get(), ChildRole.DATA);
    } else if (names.dataFile().isPresent()) {
      String filename = ImageNames.resolve(image, names.dataFile().get());
      NodeUse _ = base.add(Child.file(filename, config.readOnly()), ChildRole.DATA);
    }
  }

  private void backing(NodeConfig.Qcow2 config, Qcow2Image.Names names, String image, Base base)
      throws IOException {
    switch (config.backing()) {
      case Backing.None _ -> {
        // Nothing, whatever the image says.
      }
      case Backing.Given given -> {
        NodeUse _ = base.add(given.node(), ChildRole.BACKING);
      }
      case Backing.OfImage _ -> {
        if (names.backing().isEmpty()) {
          return;
        }
        Object key = key(image);
        if (base.work.chain.contains(key)) {
          throw new ImageException(image, "it is behind itself: the backing files are a loop");
        }
        if (base.work.chain.size() >= MAX_DEPTH) {
          throw new ImageException(
              image, "more than " + MAX_DEPTH + " images are behind each other");
        }
        base.work.chain.add(key);
        String filename = ImageNames.resolve(image, names.backing().get());
        NodeUse _ = base.add(behind(filename, names.backingFormat()), ChildRole.BACKING);
      }
    }
  }

  /** What makes a file the same whatever its path is. */
  private static Object key(String filename) throws IOException {
    if (FdSets.isName(filename)) {
      return filename;
    }
    Object key = Files.readAttributes(Path.of(filename), BasicFileAttributes.class).fileKey();
    return key == null ? filename : key;
  }

  private Child behind(String filename, Optional<String> format) throws IOException {
    Child file = Child.file(filename, true);
    String known = format.isPresent() ? format.get() : probe(filename);
    NodeConfig config =
        switch (known) {
          case "raw", "file", "host_device" ->
              new NodeConfig.Raw(file, 0, OptionalLong.empty(), true, false);
          case "qcow2" ->
              new NodeConfig.Qcow2(
                  file, new Backing.OfImage(), Optional.empty(), true, false, CacheSizes.DEFAULT);
          default ->
              throw new IOException(
                  "Could not open backing file '" + filename + "': Unknown driver '" + known + "'");
        };
    return new Child.Made(config, Optional.empty());
  }

  /** An image that does not say what is behind it is one of the two formats. */
  private String probe(String filename) throws IOException {
    var config = new NodeConfig.File(filename, true, false, false, false);
    try (FileNode node = files.open(config).node()) {
      return Qcow2Image.isOne(node) ? "qcow2" : "raw";
    }
  }
}
