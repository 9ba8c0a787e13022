package org.javisor.backend.block.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.ImageException;

/**
 * What the first cluster of an image says.
 *
 * <p>Spec: [QCOW2] Header, Header extensions.
 *
 * @param version 2 or 3
 * @param size of the disk in bytes
 * @param l1 where the L1 table is
 * @param refcounts where the refcount table is, its length in clusters
 * @param snapshots where the snapshots are, and how many there are
 * @param compression how compressed clusters are
 * @param backing the name of the image behind this one
 * @param extensions those that are not understood are kept as they are
 */
record Header(
    int version,
    long size,
    Geometry geometry,
    Place l1,
    Place refcounts,
    Place snapshots,
    Set<Feature> features,
    Compression compression,
    Optional<String> backing,
    List<Extension> extensions) {
  static final int MAGIC = 0x514649fb;
  static final int V2_BYTES = 72;
  static final int V3_BYTES = 104;
  static final int FULL_BYTES = 112;
  static final int SIZE_OFFSET = 24;
  static final int L1_OFFSET = 36;
  static final int REFCOUNTS_OFFSET = 48;

  /** A table in the file. */
  record Place(long offset, int entries) {
    static final Place NONE = new Place(0, 0);
  }

  /** Something that not all images have. */
  record Extension(int type, byte[] data) {
    static final int END = 0;
    static final int BACKING_FORMAT = 0xe2792aca;
    static final int FEATURE_NAMES = 0x6803f857;
    static final int BITMAPS = 0x23852875;
    static final int ENCRYPTION = 0x0537be77;
    static final int DATA_FILE = 0x44415441;

    String text() {
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  boolean has(Feature feature) {
    return features.contains(feature);
  }

  Optional<byte[]> extension(int type) {
    return extensions.stream().filter(e -> e.type() == type).map(Extension::data).findFirst();
  }

  /** The format of the image behind this one. */
  Optional<String> backingFormat() {
    return text(Extension.BACKING_FORMAT);
  }

  /** The name of the file that has the guest's data, if it is not this one. */
  Optional<String> dataFile() {
    return text(Extension.DATA_FILE);
  }

  private Optional<String> text(int type) {
    return extension(type).map(data -> new String(data, StandardCharsets.UTF_8));
  }

  Header with(Set<Feature> changed) {
    return new Header(
        version,
        size,
        geometry,
        l1,
        refcounts,
        snapshots,
        changed,
        compression,
        backing,
        extensions);
  }

  Header resized(long bytes, Place table) {
    return new Header(
        version,
        bytes,
        geometry,
        table,
        refcounts,
        snapshots,
        features,
        compression,
        backing,
        extensions);
  }

  Header withSnapshots(Place table) {
    return new Header(
        version, size, geometry, l1, refcounts, table, features, compression, backing, extensions);
  }

  /**
   * The same with another image behind it.
   *
   * @param format of that, if it is to be said
   */
  Header withBacking(Optional<String> name, Optional<String> format) {
    List<Extension> kept = new ArrayList<>(extensions);
    kept.removeIf(extension -> extension.type() == Extension.BACKING_FORMAT);
    format.ifPresent(text ->
        kept.addFirst(
            new Extension(Extension.BACKING_FORMAT, text.getBytes(StandardCharsets.UTF_8))));
    return new Header(
        version, size, geometry, l1, refcounts, snapshots, features, compression, name, kept);
  }

  Header with(Feature feature, boolean on) {
    Set<Feature> changed = EnumSet.noneOf(Feature.class);
    changed.addAll(features);
    if (on) {
      changed.add(feature);
    } else {
      changed.remove(feature);
    }
    return with(changed);
  }

  /**
   * The bytes of it, from the beginning of the file.
   *
   * @throws ImageException when they do not fit into a cluster
   */
  byte[] encode(String image) throws ImageException {
    byte[] name = backing.orElse("").getBytes(StandardCharsets.UTF_8);
    List<Extension> all = new ArrayList<>(extensions);
    int fixed = version == 2 ? V2_BYTES : FULL_BYTES;
    int length = fixed + 8 + name.length;
    for (Extension extension : all) {
      length += 8 + padded(extension.data().length);
    }
    if (length > geometry.clusterSize()) {
      throw new ImageException(image, "header of " + length + " bytes does not fit into a cluster");
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putInt(MAGIC).putInt(version);
    out.putLong(name.length == 0 ? 0 : length - name.length).putInt(name.length);
    out.putInt(geometry.clusterBits()).putLong(size).putInt(0);
    out.putInt(l1.entries()).putLong(l1.offset());
    out.putLong(refcounts.offset()).putInt(refcounts.entries());
    out.putInt(snapshots.entries()).putLong(snapshots.offset());
    if (version > 2) {
      for (Feature.Kind kind : Feature.Kind.values()) {
        out.putLong(Feature.bits(kind, features));
      }
      out.putInt(geometry.refcountOrder()).putInt(fixed);
      out.put((byte) compression.ordinal()).position(fixed);
    }
    for (Extension extension : all) {
      out.putInt(extension.type()).putInt(extension.data().length).put(extension.data());
      out.position(padded(out.position()));
    }
    out.putInt(Extension.END).putInt(0).put(name);
    return out.array();
  }

  static int padded(int length) {
    return length + 7 & -8;
  }
}
