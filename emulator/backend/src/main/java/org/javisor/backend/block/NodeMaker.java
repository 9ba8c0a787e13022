package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.GraphNode.Below;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.block.raw.RawNode;
import org.javisor.backend.fdset.FdSets;

/** Makes nodes and what they stand on, or nothing at all. */
final class NodeMaker {
  /** Images behind images. */
  private static final int MAX_DEPTH = 200;

  private final FileOpener files;
  private final Existing existing;

  /** Finds nodes that have names. */
  interface Existing {
    GraphNode get(String name) throws IOException;
  }

  NodeMaker(FileOpener files, Existing existing) {
    this.files = files;
    this.existing = existing;
  }

  /** What is under way: nodes that were made, and the files of the chain so far. */
  private record Work(List<GraphNode> made, List<Object> chain) {}

  /** What a node that is being made stands on so far. */
  private final class Base {
    private final String user;
    private final Work work;
    private final List<Below> below = new ArrayList<>();

    Base(Optional<String> name, String role, Work work) {
      this.user = "node '" + name.orElse("#" + work.made.size()) + "' as '" + role + "'";
      this.work = work;
    }

    GraphNode add(Child child, boolean writes) throws IOException {
      switch (child) {
        case Child.Named named -> {
          GraphNode node = existing.get(named.name());
          node.claim(user, writes);
          below.add(new Below(node, false, user));
          return node;
        }
        case Child.Made made -> {
          NodeConfig config = writes ? made.config() : made.config().forReading();
          GraphNode node = NodeMaker.this.make(made.name(), config, work);
          node.claim(user, writes);
          below.add(new Below(node, true, user));
          return node;
        }
      }
    }

    NodeMaker outer() {
      return NodeMaker.this;
    }

    void undo() {
      for (Below each : below) {
        each.node().unclaim(each.user());
        if (each.owned()) {
          try {
            each.node().close();
          } catch (IOException e) {
            // What is told is why it was not made.
          }
        }
      }
    }
  }

  /**
   * Makes a node.
   *
   * @param made gets all that were made, those below first
   */
  GraphNode make(Optional<String> name, NodeConfig config, List<GraphNode> made)
      throws IOException {
    return make(name, config, new Work(made, new ArrayList<>()));
  }

  private GraphNode make(Optional<String> name, NodeConfig config, Work work) throws IOException {
    GraphNode node =
        switch (config) {
          case NodeConfig.File file -> file(name, file);
          case NodeConfig.NullCo nothing ->
              new GraphNode(
                  name,
                  new NullNode(nothing.size(), nothing.readOnly()),
                  description("null-co", "null-co://"),
                  List.of());
          case NodeConfig.Raw raw -> raw(name, raw, work);
          case NodeConfig.Qcow2 image -> qcow2(name, image, work);
        };
    work.made.add(node);
    return node;
  }

  private static BlockNodes.Description description(String driver, String filename) {
    return new BlockNodes.Description(driver, filename, 0, Optional.empty());
  }

  private GraphNode file(Optional<String> name, NodeConfig.File config) throws IOException {
    return new GraphNode(
        name, files.open(config), description("file", config.filename()), List.of());
  }

  private GraphNode raw(Optional<String> name, NodeConfig.Raw config, Work work)
      throws IOException {
    Base base = new Base(name, "file", work);
    try {
      GraphNode file = base.add(config.file(), !config.readOnly());
      RawNode node = new RawNode(file.disk(), config.offset(), config.size(), config.readOnly());
      return new GraphNode(name, node, description("raw", file.filename()), base.below);
    } catch (IOException e) {
      base.undo();
      throw e;
    }
  }

  private GraphNode qcow2(Optional<String> name, NodeConfig.Qcow2 config, Work work)
      throws IOException {
    boolean writes = !config.readOnly();
    Base base = new Base(name, "file", work);
    Base data = new Base(name, "data-file", work);
    Base behind = new Base(name, "backing", work);
    try {
      GraphNode file = base.add(config.file(), writes);
      if (writes && file.disk().readOnly()) {
        throw new IOException(
            "Block node '" + file.name().orElse(file.filename()) + "' is read-only");
      }
      String image = file.filename();
      Qcow2Image.Names names = Qcow2Image.names(file.disk(), image);
      Optional<GraphNode> dataNode = data(config, names, image, data);
      Optional<GraphNode> backing = backing(config, names, image, behind);
      var parts =
          new Qcow2Image.Parts(
              image, file.disk(), dataNode.map(GraphNode::disk), backing.map(GraphNode::disk));
      var use = new Qcow2Image.Use(config.readOnly(), config.discard(), config.caches());
      List<Below> below = new ArrayList<>(base.below);
      below.addAll(data.below);
      below.addAll(behind.below);
      var description =
          new BlockNodes.Description(
              "qcow2",
              image,
              backing.map(node -> node.describe().depth() + 1).orElse(0),
              backing.map(GraphNode::filename));
      return new GraphNode(name, new Qcow2Image(parts, use), description, below);
    } catch (IOException e) {
      behind.undo();
      data.undo();
      base.undo();
      throw e;
    }
  }

  private static Optional<GraphNode> data(
      NodeConfig.Qcow2 config, Qcow2Image.Names names, String image, Base base) throws IOException {
    boolean writes = !config.readOnly();
    if (config.data().isPresent()) {
      return Optional.of(base.add(config.data().get(), writes));
    }
    if (names.dataFile().isEmpty()) {
      return Optional.empty();
    }
    String filename = ImageNames.resolve(image, names.dataFile().get());
    return Optional.of(base.add(Child.file(filename, !writes), writes));
  }

  private static Optional<GraphNode> backing(
      NodeConfig.Qcow2 config, Qcow2Image.Names names, String image, Base base) throws IOException {
    return switch (config.backing()) {
      case Backing.None _ -> Optional.empty();
      case Backing.Given given -> Optional.of(base.add(given.node(), false));
      case Backing.OfImage _ -> {
        if (names.backing().isEmpty()) {
          yield Optional.empty();
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
        yield Optional.of(base.add(behind(filename, names.backingFormat(), base), false));
      }
    };
  }

  /** What makes a file the same whatever its path is. */
  private static Object key(String filename) throws IOException {
    if (FdSets.isName(filename)) {
      return filename;
    }
    Object key = Files.readAttributes(Path.of(filename), BasicFileAttributes.class).fileKey();
    return key == null ? filename : key;
  }

  private static Child behind(String filename, Optional<String> format, Base base)
      throws IOException {
    Child file = Child.file(filename, true);
    String known = format.isPresent() ? format.get() : probe(file, base);
    NodeConfig config =
        switch (known) {
          case "raw", "file", "host_device" ->
              new NodeConfig.Raw(file, 0, OptionalLong.empty(), true);
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
  private static String probe(Child file, Base base) throws IOException {
    Base looking = base.outer().new Base(Optional.empty(), "file", base.work);
    try {
      GraphNode node = looking.add(file, false);
      return Qcow2Image.isOne(node.disk()) ? "qcow2" : "raw";
    } finally {
      looking.undo();
    }
  }
}
