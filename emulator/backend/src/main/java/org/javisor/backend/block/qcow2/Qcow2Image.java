package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.ImageException;

/**
 * A disk in the qcow2 format. One operation at a time, from any thread.
 *
 * <p>Spec: [QCOW2] all. Unimplemented: encryption, keeping up bitmaps.
 */
public final class Qcow2Image implements BlockNode {
  private static final int SECTOR = 512;

  private final String image;
  private final BlockNode file;
  private final BlockNode data;
  private final boolean readOnly;
  private final Metadata metadata;
  private final ClusterReader reader;
  private final ClusterWriter writer;
  private final Decompressor compressed;

  /**
   * What an image is opened with. None of the nodes is closed with it.
   *
   * @param name in messages
   * @param file the image's own bytes
   * @param data the guest's bytes where they are in a file of their own
   * @param backing what shows where nothing is allocated
   */
  public record Parts(
      String name, BlockNode file, Optional<BlockNode> data, Optional<BlockNode> backing) {
    /** An image with nothing else. */
    public static Parts of(String name, BlockNode file) {
      return new Parts(name, file, Optional.empty(), Optional.empty());
    }
  }

  /**
   * How an image is used.
   *
   * @param readOnly whether it is never written
   * @param discard whether room that is not needed goes back to the host
   * @param caches how much memory tables may take
   */
  public record Use(boolean readOnly, boolean discard, CacheSizes caches) {
    public static final Use READ_ONLY = new Use(true, false, CacheSizes.DEFAULT);
    public static final Use READ_WRITE = new Use(false, false, CacheSizes.DEFAULT);
  }

  /**
   * Opens an image.
   *
   * @throws ImageException when it is malformed, or has what is not supported
   */
  public Qcow2Image(Parts parts, Use use) throws IOException {
    this(parts, use, HeaderReader.read(parts.file(), parts.name()));
  }

  private Qcow2Image(Parts parts, Use use, Header header) throws IOException {
    this.image = parts.name();
    this.file = parts.file();
    this.readOnly = use.readOnly() || file.readOnly();
    if (header.has(Feature.EXTERNAL_DATA) != parts.data().isPresent()) {
      throw new ImageException(
          image,
          parts.data().isPresent()
              ? "it has no external data file"
              : "'data-file' is required for this image");
    }
    this.data = parts.data().orElse(file);
    requireUsable(header);
    this.metadata =
        new Metadata(
            new Metadata.Files(file, data, image, use.discard()),
            header,
            header.l1(),
            use.caches());
    this.compressed = new Decompressor(file, image, header);
    this.reader = new ClusterReader(metadata, data, parts.backing(), compressed);
    this.writer = new ClusterWriter(metadata, data, reader);
  }

  private void requireUsable(Header header) throws ImageException {
    if (!readOnly && header.has(Feature.CORRUPT)) {
      throw new ImageException(image, "Image is corrupt; cannot be opened read/write");
    }
    if (!readOnly && header.has(Feature.DIRTY)) {
      throw new ImageException(
          image, "its reference counts were not written before it was left: repair it first");
    }
  }

  /**
   * The other files that an image names.
   *
   * @param backing what shows where nothing is allocated
   * @param backingFormat its format
   * @param dataFile where the guest's bytes are
   */
  public record Names(
      Optional<String> backing, Optional<String> backingFormat, Optional<String> dataFile) {}

  /**
   * Reads what other files an image needs.
   *
   * @param name of the image in messages
   * @throws ImageException when it is malformed, or has what is not supported
   */
  public static Names names(BlockNode file, String name) throws IOException {
    Header header = HeaderReader.read(file, name);
    boolean external = header.has(Feature.EXTERNAL_DATA);
    return new Names(
        header.backing(), header.backingFormat(), external ? header.dataFile() : Optional.empty());
  }

  /** Whether {@code file} begins as an image of this format does. */
  public static boolean isOne(BlockNode file) throws IOException {
    return java.nio.ByteBuffer.wrap(file.readBytes(0, 4)).getInt() == Header.MAGIC;
  }

  Metadata metadata() {
    return metadata;
  }

  @Override
  public long sizeBytes() {
    return metadata.header().size();
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public synchronized void read(long offset, long address, long length) throws IOException {
    requireInside(offset, length);
    reader.read(offset, address, length);
  }

  @Override
  public synchronized void write(long offset, long address, long length) throws IOException {
    requireWritable(offset, length);
    compressed.forget();
    writer.write(offset, address, length);
  }

  @Override
  public synchronized void writeZeroes(long offset, long length) throws IOException {
    requireWritable(offset, length);
    compressed.forget();
    writer.writeZeroes(offset, length);
  }

  @Override
  public synchronized void discard(long offset, long length) throws IOException {
    requireWritable(offset, length);
    compressed.forget();
    writer.discard(offset, length);
  }

  private void requireWritable(long offset, long length) throws IOException {
    if (readOnly) {
      throw new IOException("image '" + image + "' is read-only");
    }
    requireInside(offset, length);
    metadata.beforeWriting();
  }

  private void requireInside(long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || offset > sizeBytes() - length) {
      throw new IOException(
          "image '" + image + "': " + length + " bytes at " + offset + " are not inside it");
    }
  }

  @Override
  public synchronized Extent extent(long offset, long length) throws IOException {
    requireInside(offset, length);
    Piece piece = Piece.find(metadata, offset, length);
    OptionalLong place =
        piece.kind() == Extent.Kind.DATA ? OptionalLong.of(piece.host()) : OptionalLong.empty();
    return new Extent(piece.length(), piece.kind(), place);
  }

  @Override
  public synchronized void truncate(long sizeBytes) throws IOException {
    requireWritable(0, 0);
    long before = sizeBytes();
    if (sizeBytes < 0 || sizeBytes % SECTOR != 0) {
      throw new IOException("The new size must be a multiple of " + SECTOR);
    }
    if (metadata.header().snapshots().entries() > 0) {
      throw new IOException("Can't resize an image which has snapshots");
    }
    if (sizeBytes < before) {
      writer.discard(sizeBytes, metadata.geometry().clusters(before) * clusterSize() - sizeBytes);
    }
    metadata.resize(sizeBytes);
    if (sizeBytes > before) {
      // What was cut off once, or is longer in the image behind, is not to show again.
      long partial = metadata.geometry().clusters(before) * clusterSize();
      writer.writeZeroes(before, Math.min(sizeBytes, partial) - before);
      while (partial < sizeBytes && reader.hasBacking(partial)) {
        writer.writeZeroes(partial, Math.min(clusterSize(), sizeBytes - partial));
        partial += clusterSize();
      }
    }
    if (metadata.geometry().external() && data.sizeBytes() < sizeBytes) {
      data.truncate(sizeBytes);
    }
  }

  private long clusterSize() {
    return metadata.geometry().clusterSize();
  }

  @Override
  public synchronized void flush() throws IOException {
    if (!readOnly) {
      metadata.flush();
    }
  }

  /** Writes what is left; the nodes below are closed by whoever opened them. */
  @Override
  public synchronized void close() throws IOException {
    if (!readOnly) {
      metadata.close();
    }
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return image;
  }
}
