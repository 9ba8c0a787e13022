package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;
import org.javisor.backend.block.qcow2.Header.Extension;
import org.javisor.backend.block.qcow2.Header.Place;

/**
 * Reads the first cluster of an image and trusts nothing in it.
 *
 * <p>Spec: [QCOW2] Header, Header extensions.
 */
final class HeaderReader {
  static final long MAX_L1_BYTES = 32 << 20;
  static final long MAX_REFCOUNT_TABLE_BYTES = 8 << 20;
  static final int MAX_SNAPSHOTS = 65536;
  private static final int MAX_BACKING_NAME = 1023;

  private final String image;
  private final long fileBytes;
  private final ByteBuffer in;
  private final int version;

  private HeaderReader(String image, long fileBytes, ByteBuffer in) {
    this.image = image;
    this.fileBytes = fileBytes;
    this.in = in;
    this.version = in.getInt(4);
  }

  /**
   * @param image the image's name in messages
   * @throws ImageException when it is not one that can be used
   */
  static Header read(BlockNode file, String image) throws IOException {
    ByteBuffer fixed = ByteBuffer.wrap(file.readBytes(0, Header.FULL_BYTES));
    if (file.sizeBytes() < Header.V2_BYTES || fixed.getInt(0) != Header.MAGIC) {
      throw new ImageException(image, "Image is not in qcow2 format");
    }
    int version = fixed.getInt(4);
    if (version != 2 && version != 3) {
      throw new ImageException(
          image, "Unsupported qcow2 version " + Integer.toUnsignedString(version));
    }
    int bits = fixed.getInt(20);
    if (bits < Geometry.MIN_CLUSTER_BITS || bits > Geometry.MAX_CLUSTER_BITS) {
      throw wrong(image, 20, "a cluster of 2^" + Integer.toUnsignedString(bits) + " bytes");
    }
    ByteBuffer all = ByteBuffer.wrap(file.readBytes(0, 1 << bits));
    return new HeaderReader(image, file.sizeBytes(), all).parse();
  }

  private static ImageException wrong(String image, long offset, String problem) {
    return new ImageException(image, "header", offset, problem);
  }

  private ImageException wrong(long offset, String problem) {
    return wrong(image, offset, problem);
  }

  private Header parse() throws ImageException {
    int length = version == 2 ? Header.V2_BYTES : in.getInt(100);
    if (version > 2 && (length < Header.V3_BYTES || length % 8 != 0 || length > in.capacity())) {
      throw wrong(100, "a header of " + Integer.toUnsignedString(length) + " bytes");
    }
    Optional<String> backing = backing();
    int end = backing.isPresent() ? (int) in.getLong(8) : in.capacity();
    List<Extension> extensions = extensions(length, end);
    Set<Feature> features = features(extensions);
    encryption();
    Geometry geometry = geometry(features);
    Header header =
        new Header(
            version,
            size(),
            geometry,
            new Place(in.getLong(40), in.getInt(36)),
            new Place(in.getLong(48), in.getInt(56)),
            new Place(in.getLong(64), in.getInt(60)),
            features,
            compression(length, features),
            backing,
            extensions);
    places(header);
    return header;
  }

  private long size() throws ImageException {
    long size = in.getLong(Header.SIZE_OFFSET);
    if (size < 0) {
      throw wrong(Header.SIZE_OFFSET, "a disk of " + Long.toUnsignedString(size) + " bytes");
    }
    return size;
  }

  private void encryption() throws ImageException {
    int method = in.getInt(32);
    switch (method) {
      case 0 -> {}
      case 1 -> throw wrong(32, "encryption 'aes' is not supported");
      case 2 -> throw wrong(32, "encryption 'luks' is not supported");
      default -> throw wrong(32, "unknown encryption method " + Integer.toUnsignedString(method));
    }
  }

  private Optional<String> backing() throws ImageException {
    long offset = in.getLong(8);
    int length = in.getInt(16);
    if (offset == 0) {
      return Optional.empty();
    }
    if (length < 0 || length > MAX_BACKING_NAME) {
      throw wrong(16, "a backing file name of " + Integer.toUnsignedString(length) + " bytes");
    }
    if (offset < Header.V2_BYTES || offset > in.capacity() - length) {
      throw wrong(8, "the backing file name is not in the first cluster");
    }
    String name = StandardCharsets.UTF_8.decode(in.slice((int) offset, length)).toString();
    if (name.indexOf('\0') >= 0) {
      throw wrong(8, "the backing file name has a zero byte");
    }
    return length == 0 ? Optional.empty() : Optional.of(name);
  }

  private List<Extension> extensions(int start, int end) throws ImageException {
    List<Extension> found = new ArrayList<>();
    int at = start;
    while (at + 8 <= end) {
      int type = in.getInt(at);
      int length = in.getInt(at + 4);
      if (type == Extension.END) {
        break;
      }
      if (length < 0 || length > end - at - 8) {
        throw wrong(at, "a header extension of " + Integer.toUnsignedString(length) + " bytes");
      }
      byte[] data = new byte[length];
      in.get(at + 8, data);
      found.add(new Extension(type, data));
      at += 8 + Header.padded(length);
    }
    return List.copyOf(found);
  }

  private Set<Feature> features(List<Extension> extensions) throws ImageException {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    if (version == 2) {
      return features;
    }
    byte[] names =
        extensions.stream()
            .filter(e -> e.type() == Extension.FEATURE_NAMES)
            .map(Extension::data)
            .findFirst()
            .orElse(new byte[0]);
    for (Feature.Kind kind : Feature.Kind.values()) {
      long bits = in.getLong(kind.offset());
      Set<Feature> known = Feature.of(kind, bits);
      features.addAll(known);
      long unknown = bits & ~Feature.bits(kind, known);
      if (kind == Feature.Kind.INCOMPATIBLE && unknown != 0) {
        int bit = Long.numberOfTrailingZeros(unknown);
        throw wrong(kind.offset(), "unsupported feature '" + Feature.name(names, kind, bit) + "'");
      }
    }
    return features;
  }

  private Geometry geometry(Set<Feature> features) throws ImageException {
    int bits = in.getInt(20);
    boolean subclustered = features.contains(Feature.EXTENDED_L2);
    if (subclustered && bits < Geometry.MIN_SUBCLUSTERED_BITS) {
      throw wrong(20, "subclusters in clusters of 2^" + bits + " bytes");
    }
    int order = version == 2 ? 4 : in.getInt(96);
    if (order < 0 || order > Geometry.MAX_REFCOUNT_ORDER) {
      throw wrong(96, "reference counts of 2^" + Integer.toUnsignedString(order) + " bits");
    }
    return new Geometry(bits, subclustered, order, features.contains(Feature.EXTERNAL_DATA));
  }

  private Compression compression(int length, Set<Feature> features) throws ImageException {
    int type = version > 2 && length > Header.V3_BYTES ? in.get(104) & 0xFF : 0;
    if ((type != 0) != features.contains(Feature.COMPRESSION_TYPE)) {
      throw wrong(104, "compression type " + type + " does not agree with the features");
    }
    if (type >= Compression.values().length) {
      throw wrong(104, "unknown compression type " + type);
    }
    return Compression.values()[type];
  }

  private void places(Header header) throws ImageException {
    Geometry geometry = header.geometry();
    Place l1 = header.l1();
    table(36, "L1 table", new Place(l1.offset(), l1.entries()), new Size(8, MAX_L1_BYTES));
    if (geometry.l1Entries(header.size()) > l1.entries()) {
      throw wrong(36, "an L1 table of " + l1.entries() + " entries is too small for the disk");
    }
    Place refcounts = header.refcounts();
    Size tableSize = new Size(geometry.clusterSize(), MAX_REFCOUNT_TABLE_BYTES);
    table(48, "refcount table", refcounts, tableSize);
    if (refcounts.entries() == 0) {
      throw wrong(56, "an image without a refcount table");
    }
    Place snapshots = header.snapshots();
    if (snapshots.entries() < 0 || snapshots.entries() > MAX_SNAPSHOTS) {
      throw wrong(60, Integer.toUnsignedString(snapshots.entries()) + " snapshots");
    }
    table(64, "snapshot table", snapshots, new Size(1, MAX_SNAPSHOTS));
  }

  /** Bytes of a table's entry, and of a table at most. */
  private record Size(long entry, long limit) {}

  private void table(int at, String what, Place place, Size size) throws ImageException {
    long bytes = place.entries() * size.entry();
    if (place.entries() < 0 || bytes > size.limit()) {
      throw wrong(at, what + " of " + Integer.toUnsignedString(place.entries()) + " entries");
    }
    if (bytes == 0) {
      return;
    }
    long mask = (1L << in.getInt(20)) - 1;
    long offset = place.offset();
    if (offset <= 0 || (offset & mask) != 0 || offset > fileBytes - bytes) {
      throw wrong(at, what + " at 0x" + Long.toHexString(offset) + " is not in the file");
    }
  }
}
