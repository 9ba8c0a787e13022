package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.qcow2.Header.Extension;
import org.javisor.backend.block.qcow2.Header.Place;

/**
 * Makes images.
 *
 * <p>Spec: [QCOW2] Header, Refcount table entry, Cluster mapping.
 */
public final class Create {
  private static final int SECTOR = 512;

  /** What is given room at once. */
  public enum Preallocation {
    /** Nothing. */
    OFF,
    /** The tables; the data are a hole of the file. */
    METADATA,
    /** The host reserves room for all. */
    FALLOC,
    /** Zeroes are written for all. */
    FULL;

    /** What options call it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What an image is made like.
   *
   * @param size of the disk in bytes; rounded up to whole sectors
   * @param version 2 or 3
   * @param clusterSize in bytes
   * @param refcountBits 1 to 64
   * @param lazyRefcounts whether counts may be written late
   * @param extendedL2 whether clusters have subclusters
   * @param dataFile the name of a file for the guest's data
   * @param rawData whether that file alone is to be the disk
   * @param backing the image behind it
   * @param preallocation what is given room at once
   * @param compression how clusters are compressed, those that are
   */
  public record Options(
      long size,
      int version,
      int clusterSize,
      int refcountBits,
      boolean lazyRefcounts,
      boolean extendedL2,
      Optional<String> dataFile,
      boolean rawData,
      Optional<Backing> backing,
      Preallocation preallocation,
      Compression compression) {
    private static final int DEFAULT_CLUSTER = 65536;

    /** A disk of {@code size} as one usually wants it. */
    public static Options of(long size) {
      return new Options(
          size,
          3,
          DEFAULT_CLUSTER,
          16,
          false,
          false,
          Optional.empty(),
          false,
          Optional.empty(),
          Preallocation.OFF,
          Compression.ZLIB);
    }

    public Options withBacking(String name, String format) {
      return new Options(
          size,
          version,
          clusterSize,
          refcountBits,
          lazyRefcounts,
          extendedL2,
          dataFile,
          rawData,
          Optional.of(new Backing(name, Optional.of(format))),
          preallocation,
          compression);
    }
  }

  /** The image behind, and what format it has. */
  public record Backing(String name, Optional<String> format) {}

  private final Options options;
  private final String image;
  private final Geometry geometry;
  private final long size;

  private Create(Options options, String image) throws IOException {
    this.options = options;
    this.image = image;
    this.size = (options.size() + SECTOR - 1) / SECTOR * SECTOR;
    requireSense();
    this.geometry =
        new Geometry(
            Integer.numberOfTrailingZeros(options.clusterSize()),
            options.extendedL2(),
            Integer.numberOfTrailingZeros(options.refcountBits()),
            options.dataFile().isPresent());
    if (geometry.l1Entries(size) * 8 > HeaderReader.MAX_L1_BYTES) {
      throw new IOException(
          "Image size too large for clusters of " + options.clusterSize() + " bytes");
    }
  }

  /**
   * @throws IOException when there can be no such image
   */
  public static void check(Options options, String image) throws IOException {
    Create _ = new Create(options, image);
  }

  private void requireSense() throws IOException {
    int cluster = options.clusterSize();
    if (size < 0) {
      throw new IOException("Image size must be less than 8 EiB!");
    }
    if (Integer.bitCount(cluster) != 1
        || cluster < 1 << Geometry.MIN_CLUSTER_BITS
        || cluster > 1 << Geometry.MAX_CLUSTER_BITS) {
      throw new IOException("Cluster size must be a power of two between 512 and 2048k");
    }
    int refcount = options.refcountBits();
    if (Integer.bitCount(refcount) != 1 || refcount < 1 || refcount > 64) {
      throw new IOException("Refcount width must be a power of two and may not exceed 64 bits");
    }
    if (options.version() != 2 && options.version() != 3) {
      throw new IOException("Unsupported qcow2 version " + options.version());
    }
    if (options.version() == 2) {
      requireVersion2(refcount);
    }
    if (options.extendedL2() && cluster < 1 << Geometry.MIN_SUBCLUSTERED_BITS) {
      throw new IOException(
          "Extended L2 entries are only supported with cluster sizes of at least 16384 bytes");
    }
    if (options.rawData() && options.dataFile().isEmpty()) {
      throw new IOException("data-file-raw requires data-file");
    }
    if (options.rawData() && options.backing().isPresent()) {
      throw new IOException("Backing file and data-file-raw cannot be used at the same time");
    }
    if (options.backing().isPresent() && options.preallocation() != Preallocation.OFF) {
      if (!options.extendedL2()) {
        throw new IOException(
            "Backing file and preallocation can only be used together if"
                + " extended_l2 is enabled");
      }
    }
  }

  private void requireVersion2(int refcount) throws IOException {
    String what = "";
    if (options.lazyRefcounts()) {
      what = "Lazy refcounts only supported";
    } else if (options.extendedL2()) {
      what = "Extended L2 entries are only supported";
    } else if (refcount != 16) {
      throw new IOException(
          "Different refcount widths than 16 bits require compatibility level 1.1 or above"
              + " (use version=v3 or greater)");
    } else if (options.compression() != Compression.ZLIB) {
      what = "Non-zlib compression type is only supported";
    } else if (options.dataFile().isPresent()) {
      what = "External data files are only supported";
    }
    if (!what.isEmpty()) {
      throw new IOException(
          what + " with compatibility level 1.1 and above (use version=v3 or greater)");
    }
  }

  /**
   * Makes an image in {@code file}, which becomes empty first.
   *
   * @param image the name in messages
   * @param data where the guest's data are to be, if not there
   */
  public static void create(BlockNode file, String image, Optional<BlockNode> data, Options options)
      throws IOException {
    Create create = new Create(options, image);
    create.write(file);
    if (data.isPresent()) {
      data.get().truncate(0);
      data.get().truncate(create.size);
    }
    if (options.preallocation() != Preallocation.OFF) {
      create.preallocate(file, data);
    }
  }

  private Set<Feature> features() {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (options.lazyRefcounts()) {
      features.add(Feature.LAZY_REFCOUNTS);
    }
    if (options.extendedL2()) {
      features.add(Feature.EXTENDED_L2);
    }
    if (options.dataFile().isPresent()) {
      features.add(Feature.EXTERNAL_DATA);
    }
    if (options.compression() != Compression.ZLIB) {
      features.add(Feature.COMPRESSION_TYPE);
    }
    if (options.rawData()) {
      features.add(Feature.RAW_EXTERNAL_DATA);
    }
    return features;
  }

  private List<Extension> extensions() {
    List<Extension> extensions = new ArrayList<>();
    options
        .backing()
        .flatMap(Backing::format)
        .ifPresent(format -> extensions.add(text(Extension.BACKING_FORMAT, format)));
    options.dataFile().ifPresent(name -> extensions.add(text(Extension.DATA_FILE, name)));
    if (options.version() > 2 && geometry.clusterSize() > 1 << Geometry.MIN_CLUSTER_BITS) {
      // It only helps those who do not know a feature, and the smallest cluster has no room.
      extensions.add(new Extension(Extension.FEATURE_NAMES, Feature.nameTable()));
    }
    return extensions;
  }

  private static Extension text(int type, String text) {
    return new Extension(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Header, refcount table, its blocks, L1 table: in this order, without a gap. */
  private void write(BlockNode file) throws IOException {
    int cluster = geometry.clusterSize();
    long l1Entries = Math.max(geometry.l1Entries(size), 1);
    long l1Clusters = geometry.clusters(l1Entries * 8);
    long blocks = 1;
    while (blocks * geometry.refcountsPerBlock() < 2 + blocks + l1Clusters) {
      blocks++;
    }
    if (blocks * 8 > cluster) {
      throw new IOException("clusters of " + cluster + " bytes are too small for the disk");
    }
    long used = 2 + blocks + l1Clusters;
    Header header =
        new Header(
            options.version(),
            size,
            geometry,
            new Place((2 + blocks) * cluster, (int) l1Entries),
            new Place(cluster, 1),
            Place.NONE,
            features(),
            options.compression(),
            options.backing().map(Backing::name),
            extensions());
    byte[] first = header.encode(image);
    file.truncate(0);
    ByteBuffer table = ByteBuffer.allocate(cluster);
    for (int i = 0; i < blocks; i++) {
      table.putLong((2L + i) * cluster);
      byte[] block = new byte[cluster];
      long start = (long) i * geometry.refcountsPerBlock();
      for (long at = start; at < Math.min(used, start + geometry.refcountsPerBlock()); at++) {
        RefcountWidth.set(block, (int) (at - start), geometry.refcountOrder(), 1);
      }
      file.writeBytes((2L + i) * cluster, block);
    }
    file.writeBytes(cluster, table.array());
    file.truncate(used * cluster);
    file.writeBytes(0, first);
    file.flush();
  }

  private void preallocate(BlockNode file, Optional<BlockNode> data) throws IOException {
    var parts = new Qcow2Image.Parts(image, file, data, Optional.empty());
    try (Qcow2Image disk = new Qcow2Image(parts, Qcow2Image.Use.READ_WRITE)) {
      disk.preallocate(0, options.preallocation());
    }
  }
}
