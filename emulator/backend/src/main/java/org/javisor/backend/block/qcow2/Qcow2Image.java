package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.ImageException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

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
  private volatile Optional<BlockNode> backing;
  private final boolean readOnly;
  private final Metadata metadata;
  private final ClusterReader reader;
  private final ClusterWriter writer;
  private final Decompressor compressed;
  private final Compression compression;

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
    this(parts, use, readyHeader(parts, use));
  }

  private Qcow2Image(Parts parts, Use use, Header header) throws IOException {
    this(parts, use, header, header.l1());
  }

  /** The header, once counts that were left unwritten are right again. */
  private static Header readyHeader(Parts parts, Use use) throws IOException {
    Header header = HeaderReader.read(parts.file(), parts.name());
    boolean writes = !use.readOnly && !parts.file().readOnly();
    if (!writes || !header.has(Feature.DIRTY) || header.has(Feature.CORRUPT)) {
      return header;
    }
    Check.Report found = Check.check(parts.file(), parts.name(), Optional.of(Check.Repair.ALL));
    if (found.corruptions() > found.corruptionsFixed()) {
      throw new ImageException(parts.name(), "it was not closed, and cannot be repaired");
    }
    return HeaderReader.read(parts.file(), parts.name());
  }

  private Qcow2Image(Parts parts, Use use, Header header, Header.Place l1) throws IOException {
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
    this.backing = parts.backing();
    requireUsable(header);
    this.metadata =
        new Metadata(
            new Metadata.Files(file, data, image, use.discard()), header, l1, use.caches());
    this.compression = header.compression();
    this.compressed = new Decompressor(file, image, header);
    this.reader = new ClusterReader(metadata, data, parts.backing(), compressed);
    this.writer = new ClusterWriter(metadata, data, reader);
  }

  private void requireUsable(Header header) throws ImageException {
    if (!readOnly && header.has(Feature.CORRUPT)) {
      throw new ImageException(image, "Image is corrupt; cannot be opened read/write");
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

  /**
   * What an image says of itself.
   *
   * @param name of the image in messages
   * @throws ImageException when it is malformed, or has what is not supported
   */
  public static Details details(BlockNode file, String name) throws IOException {
    return Details.of(file, name);
  }

  /** Whether {@code file} begins as an image of this format does. */
  public static boolean isOne(BlockNode file) throws IOException {
    return java.nio.ByteBuffer.wrap(file.readBytes(0, 4)).getInt() == Header.MAGIC;
  }

  /** What shows where nothing is allocated. */
  public Optional<BlockNode> backing() {
    return backing;
  }

  /** From now on {@code other} shows where nothing is allocated; the image does not say so yet. */
  public synchronized void setBacking(Optional<BlockNode> other) {
    backing = other;
    reader.setBacking(other);
  }

  /**
   * Says in the image what is behind it.
   *
   * @param name its name, for those who open the image next
   * @param format its format, if it is to be said
   * @throws IOException when that does not fit into its header; nothing has changed
   */
  public synchronized void nameBacking(Optional<String> name, Optional<String> format)
      throws IOException {
    requireWritable(0, 0);
    metadata.nameBacking(name, format);
  }

  /** What is stored is what a write at the same time leaves. */
  @Override
  public synchronized long copyUp(long offset, long length) throws IOException {
    requireWritable(offset, length);
    compressed.forget();
    long copied = 0;
    for (long done = 0; done < length; ) {
      Piece piece = Piece.find(metadata, offset + done, length - done);
      if (piece.kind() == Extent.Kind.UNALLOCATED) {
        copied += copyUpPiece(offset + done, piece.length());
      }
      done += piece.length();
    }
    return copied;
  }

  private long copyUpPiece(long offset, long length) throws IOException {
    try (Mapping bytes = Mapping.anonymous(length)) {
      reader.read(offset, bytes.address(), length);
      if (RawMemory.isZero(bytes.address(), length)) {
        writer.writeZeroes(offset, length);
      } else {
        writer.write(offset, bytes.address(), length);
      }
    }
    return length;
  }

  /** Where the guest's bytes are, if that is not the image itself. */
  public Optional<BlockNode> dataFile() {
    return metadata.geometry().external() ? Optional.of(data) : Optional.empty();
  }

  /** Its least allocation in bytes; writes of less cost more. */
  public int clusterBytes() {
    return metadata.geometry().clusterSize();
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

  /**
   * What a cluster comes down to when it is compressed as this image has it; none when that saves
   * nothing. Any thread.
   */
  public byte[] pack(byte[] cluster) {
    return Compressor.compress(cluster, compression);
  }

  /**
   * Stores a cluster that {@link #pack} has made.
   *
   * @param offset of a cluster
   * @param packed at least one byte
   * @return false when something is there already; then nothing has happened
   */
  public synchronized boolean writePacked(long offset, byte[] packed) throws IOException {
    requireWritable(offset, Math.min(clusterSize(), sizeBytes() - offset));
    compressed.forget();
    return writer.writePacked(offset / clusterSize(), packed);
  }

  /** The snapshots inside it, the oldest first. */
  public synchronized List<Snapshot> snapshots() throws IOException {
    return SnapshotTable.read(file, image, metadata.header()).snapshots();
  }

  /** The disk as it was when {@code snapshot} was taken; the image stays open for longer. */
  public synchronized BlockNode at(Snapshot snapshot) throws IOException {
    Header header = metadata.header();
    long size = snapshot.diskSize() == 0 ? header.size() : snapshot.diskSize();
    Header.Place place = snapshot.place();
    if (size < 0
        || metadata.geometry().l1Entries(size) > place.entries()
        || place.offset() < 0
        || place.offset() + 8L * place.entries() > file.sizeBytes()) {
      throw new ImageException(image, "snapshot '" + snapshot.name() + "' has no possible size");
    }
    Parts parts =
        new Parts(
            image,
            file,
            header.has(Feature.EXTERNAL_DATA) ? Optional.of(data) : Optional.empty(),
            backing);
    return new Qcow2Image(parts, Use.READ_ONLY, header.resized(size, place), place);
  }

  /** Keeps the disk as it is now; there may be others with the same name. */
  public synchronized Snapshot createSnapshot(String name, Instant when) throws IOException {
    return changes().create(name, when);
  }

  /** Makes the disk, its size too, what it was. */
  public synchronized void applySnapshot(Snapshot snapshot) throws IOException {
    changes().apply(snapshot);
  }

  /** Drops a snapshot. */
  public synchronized void deleteSnapshot(Snapshot snapshot) throws IOException {
    changes().delete(snapshot);
  }

  /** Nothing is in the disk any more: what is behind it shows, or zeroes. */
  public synchronized void makeEmpty() throws IOException {
    changes().empty();
  }

  private SnapshotChanges changes() throws IOException {
    requireWritable(0, 0);
    compressed.forget();
    return new SnapshotChanges(metadata, file, image);
  }

  @Override
  public synchronized Extent extent(long offset, long length) throws IOException {
    requireInside(offset, length);
    Piece piece = Piece.find(metadata, offset, length);
    boolean placed =
        switch (piece.kind()) {
          case DATA -> true;
          case ZERO -> piece.entry().isAllocated(metadata.geometry());
          case COMPRESSED, UNALLOCATED -> false;
        };
    OptionalLong place = placed ? OptionalLong.of(piece.host()) : OptionalLong.empty();
    return new Extent(piece.length(), piece.kind(), place);
  }

  @Override
  public synchronized void truncate(long sizeBytes) throws IOException {
    requireWritable(0, 0);
    long before = sizeBytes();
    if (sizeBytes < 0 || sizeBytes % SECTOR != 0) {
      throw new IOException("The new size must be a multiple of " + SECTOR);
    }
    if (metadata.header().snapshots().entries() > 0 && metadata.header().version() < 3) {
      throw new IOException("image '" + image + "': Can't resize a v2 image which has snapshots");
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

  /** As {@link #truncate}; what is added gets room at once. */
  public synchronized void resize(long sizeBytes, Create.Preallocation preallocation)
      throws IOException {
    long before = sizeBytes();
    truncate(sizeBytes);
    if (preallocation != Create.Preallocation.OFF && sizeBytes > before) {
      preallocate(metadata.geometry().clusters(before), preallocation);
    }
  }

  /** Gives room to all from cluster {@code first} on. */
  synchronized void preallocate(long first, Create.Preallocation mode) throws IOException {
    requireWritable(0, 0);
    new Room(metadata, data, mode).give(first, metadata.geometry().clusters(sizeBytes()));
    metadata.commit();
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
