package org.javisor.backend.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.fdset.FdSets;

/** An image that is open, with what is behind it. */
public final class OpenImage implements AutoCloseable {
  private static final String USER = "image";
  private static final String FILE = "file";
  private static final String IMAGE = "image";

  private final String filename;
  private final String format;
  private final boolean probed;
  private final BlockNodes nodes;

  /**
   * Which image.
   *
   * @param format how it is read; found out by how it begins if absent
   */
  public record Source(String filename, Optional<String> format) {
    /** An image whose format is found out. */
    public static Source of(String filename) {
      return new Source(filename, Optional.empty());
    }
  }

  /**
   * How it is opened.
   *
   * @param write whether it is going to change
   * @param locking whether others are kept from it, and it from them
   * @param backing what is behind it
   */
  public record Access(boolean write, boolean locking, NodeConfig.Backing backing) {
    public static final Access READ = new Access(false, true, new NodeConfig.Backing.OfImage());
    public static final Access WRITE = new Access(true, true, new NodeConfig.Backing.OfImage());

    /** The same, but nothing is behind it whatever it says. */
    public Access alone() {
      return new Access(write, locking, new NodeConfig.Backing.None());
    }

    /** The same, but others may do anything with it meanwhile. */
    public Access shared() {
      return new Access(write, false, backing);
    }
  }

  private OpenImage(String filename, String format, boolean probed, BlockNodes nodes) {
    this.filename = filename;
    this.format = format;
    this.probed = probed;
    this.nodes = nodes;
  }

  /**
   * Opens an image.
   *
   * @throws IOException with a message for the operator; nothing is open then
   */
  public static OpenImage open(Source source, Access access) throws IOException {
    BlockNodes nodes = new BlockNodes(new FdSets());
    try {
      boolean readOnly = !access.write;
      nodes.add(FILE, new NodeConfig.File(source.filename, readOnly, false, access.locking, true));
      boolean probed = source.format.isEmpty();
      String format = probed ? Formats.probe(node(nodes, FILE)) : source.format.get();
      var file = new NodeConfig.Child.Named(FILE);
      NodeConfig config =
          switch (format) {
            case Formats.RAW -> new NodeConfig.Raw(file, 0, OptionalLong.empty(), readOnly, true);
            case Formats.QCOW2 ->
                new NodeConfig.Qcow2(
                    file, access.backing, Optional.empty(), readOnly, true, CacheSizes.DEFAULT);
            default -> throw new IOException("Unknown driver '" + format + "'");
          };
      nodes.add(IMAGE, config);
      NodeHold _ = nodes.hold(IMAGE, USER, permissions(access.write));
      return new OpenImage(source.filename, format, probed, nodes);
    } catch (IOException e) {
      nodes.close();
      throw e;
    }
  }

  /**
   * Opens the file of an image, but not what is in it: only {@link #file} can be asked for then.
   *
   * @throws IOException with a message for the operator; nothing is open then
   */
  public static OpenImage fileOnly(Source source, Access access) throws IOException {
    BlockNodes nodes = new BlockNodes(new FdSets());
    try {
      nodes.add(
          FILE, new NodeConfig.File(source.filename, !access.write, false, access.locking, true));
      boolean probed = source.format.isEmpty();
      String format = probed ? Formats.probe(node(nodes, FILE)) : source.format.get();
      NodeHold _ = nodes.hold(FILE, USER, permissions(access.write));
      return new OpenImage(source.filename, format, probed, nodes);
    } catch (IOException e) {
      nodes.close();
      throw e;
    }
  }

  /** Others may read, no more. */
  static Permissions permissions(boolean write) {
    return Permissions.of(
        write
            ? Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE)
            : Set.of(Permission.CONSISTENT_READ),
        Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED));
  }

  private static BlockNode node(BlockNodes nodes, String name) {
    return nodes.find(name).orElseThrow().inner();
  }

  public String filename() {
    return filename;
  }

  public String format() {
    return format;
  }

  /** Whether nobody but its beginning vouches for its format. */
  public boolean isProbed() {
    return probed;
  }

  /** What a guest would see. */
  public BlockNode disk() {
    return node(nodes, IMAGE);
  }

  /** The files of the images behind each other, this one's first, as the images call them. */
  public List<String> chain() throws IOException {
    return nodes.chain(IMAGE).stream()
        .map(name -> nodes.describe(name).orElseThrow().filename())
        .toList();
  }

  /**
   * One of the images behind this one, opened to be written.
   *
   * @param depth how many images further, at least 1
   */
  public BlockNode writable(int depth) throws IOException {
    String name = nodes.chain(IMAGE).get(depth);
    nodes.change(graph -> graph.setReadOnly(name, false));
    return node(nodes, name);
  }

  /** The disk, if the image is of that format. */
  public Optional<Qcow2Image> qcow2() {
    return disk() instanceof Qcow2Image image ? Optional.of(image) : Optional.empty();
  }

  /** The image's own bytes. */
  public FileNode file() {
    return (FileNode) node(nodes, FILE);
  }

  /** The file that has the guest's bytes, if that is not the image itself. */
  public Optional<FileNode> data() {
    return qcow2()
        .flatMap(Qcow2Image::dataFile)
        .map(BlockNode::inner)
        .flatMap(node -> node instanceof FileNode data ? Optional.of(data) : Optional.empty());
  }

  /**
   * From now on a flush does nothing: what is written is worth nothing until all of it is there.
   */
  public void neverSync() {
    file().neverSync();
    data().ifPresent(FileNode::neverSync);
  }

  /** Makes the disk larger, what is added with room as it is wanted, or smaller. */
  public void resize(long size, Create.Preallocation preallocation) throws IOException {
    long before = disk().sizeBytes();
    if (qcow2().isPresent()) {
      qcow2().get().resize(size, preallocation);
      return;
    }
    disk().truncate(size);
    switch (preallocation) {
      case OFF -> {}
      case METADATA -> throw new IOException("Unsupported preallocation mode 'metadata'");
      case FALLOC -> file().reserve(before, size - before);
      case FULL -> file().writeZeroes(before, size - before);
    }
  }

  /** Flushes and closes all. */
  @Override
  public void close() throws IOException {
    nodes.close();
  }
}
