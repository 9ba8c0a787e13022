package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * Everything in an image that is not the guest's, and the order in which it reaches the file.
 *
 * <p>What refers to something is written after what it refers to is safe, and a cluster is given
 * back after nothing on the disk refers to it. So at any instant the file is an image in which at
 * worst some clusters are counted that nobody uses.
 *
 * <p>Spec: [QCOW2] Cluster mapping. Deviation: lazy refcounts are written like others, which the
 * format allows.
 */
final class Metadata {
  /** Runs of clusters that wait to be given back; more make a commit. */
  private static final int MAX_WAITING = 4096;

  /** Longer L1 tables are not searched for overlaps at each write. */
  private static final int SEARCHED_ENTRIES = 1 << 16;

  private static final long TABLE_OFFSET = L2Entry.OFFSET;

  private final BlockNode file;
  private final BlockNode data;
  private final String image;
  private final Geometry geometry;
  private final TableCache l2;
  private final Refcounts refcounts;
  private final BitSet l1Changed = new BitSet();
  private final List<Refcounts.Run> waiting = new ArrayList<>();
  private final boolean discard;
  private Header header;
  private long[] l1;

  /** Where the next compressed cluster can begin, in a cluster that others have begun; or 0. */
  private long freeByte;

  private boolean writing;
  private boolean corrupt;

  /**
   * What an image works with.
   *
   * @param file the image's file
   * @param data where the guest's bytes are: the same, or a file of their own
   * @param image the name in messages
   * @param discard whether clusters that nobody uses are given back to the host
   */
  record Files(BlockNode file, BlockNode data, String image, boolean discard) {}

  Metadata(Files files, Header header, Header.Place l1Place, CacheSizes sizes) throws IOException {
    this.file = files.file();
    this.data = files.data();
    this.image = files.image();
    this.discard = files.discard();
    this.header = header;
    this.geometry = header.geometry();
    this.corrupt = header.has(Feature.CORRUPT);
    this.l1 = Refcounts.readTable(file, l1Place.offset(), l1Place.entries());
    this.l2 = new TableCache(file, geometry.clusterSize(), sizes.l2Bytes(), this::commit);
    this.refcounts = new Refcounts(file, image, header, sizes.refcountBytes(), this::refuseOverlap);
  }

  Header header() {
    return header;
  }

  Geometry geometry() {
    return geometry;
  }

  Refcounts refcounts() {
    return refcounts;
  }

  TableCache l2Cache() {
    return l2;
  }

  /** The entry of the guest's cluster {@code cluster}. */
  L2Entry entry(long cluster) throws IOException {
    int index = (int) (cluster / geometry.l2Entries());
    long table = table(index);
    if (table == 0) {
      return L2Entry.NONE;
    }
    long place = table + cluster % geometry.l2Entries() * geometry.l2EntryBytes();
    TableCache.Slice slice = l2.get(place);
    int at = (int) (place & slice.bytes().length - 1);
    L2Entry entry =
        new L2Entry(slice.getLong(at), geometry.subclustered() ? slice.getLong(at + 8) : 0);
    String problem = entry.problem(geometry, header.version() > 2);
    if (problem.isEmpty() && entry.isAllocated(geometry) && geometry.external()) {
      problem = entry.host() == cluster << geometry.clusterBits() ? "" : "not the guest's offset";
    }
    if (!problem.isEmpty()) {
      throw corrupt("L2 entry", place, problem);
    }
    return entry;
  }

  /** Guest clusters from {@code cluster} on that have no L2 table, counted up to the next table. */
  long clustersWithoutTable(long cluster) throws IOException {
    int index = (int) (cluster / geometry.l2Entries());
    return table(index) == 0 ? geometry.l2Entries() - cluster % geometry.l2Entries() : 0;
  }

  private long table(int index) throws IOException {
    long table = l1[index] & TABLE_OFFSET;
    if ((table & geometry.clusterMask()) != 0) {
      throw corrupt(
          "L1 table",
          header.l1().offset() + 8L * index,
          "L2 table offset 0x" + Long.toHexString(table) + " is not aligned");
    }
    return table;
  }

  /** Changes an entry; what it refers to has been written to the file before. */
  void set(long cluster, L2Entry entry) throws IOException {
    int index = (int) (cluster / geometry.l2Entries());
    long table = writableTable(index);
    long place = table + cluster % geometry.l2Entries() * geometry.l2EntryBytes();
    TableCache.Slice slice = l2.get(place);
    int at = (int) (place & slice.bytes().length - 1);
    slice.putLong(at, entry.raw());
    if (geometry.subclustered()) {
      slice.putLong(at + 8, entry.bitmap());
    }
    l2.markDirty(slice);
  }

  private long writableTable(int index) throws IOException {
    long table = table(index);
    if (table != 0 && (l1[index] & L2Entry.COPIED) != 0) {
      return table;
    }
    Refcounts.Run run = refcounts.allocate(1, 1);
    long fresh = run.cluster() << geometry.clusterBits();
    l2.forget(fresh, geometry.clusterSize());
    try {
      if (table == 0) {
        file.writeZeroes(fresh, geometry.clusterSize());
      } else {
        file.writeBytes(fresh, file.readBytes(table, geometry.clusterSize()));
      }
    } catch (IOException e) {
      refcounts.release(run);
      throw e;
    }
    l1[index] = fresh | L2Entry.COPIED;
    l1Changed.set(index);
    if (table != 0) {
      giveBack(new Refcounts.Run(table >>> geometry.clusterBits(), 1));
    }
    return fresh;
  }

  /** Clusters for the guest's data; at once for {@link #set}, or to {@link #unused}. */
  Refcounts.Run allocate(long most) throws IOException {
    return refcounts.allocate(1, most);
  }

  /** Takes back what {@link #allocate} gave and no entry has ever referred to. */
  void unused(Refcounts.Run run) throws IOException {
    refcounts.release(run);
  }

  /**
   * Room for a compressed cluster, which may share clusters of the file with others.
   *
   * @return where it begins
   */
  long allocateBytes(int length) throws IOException {
    long used = freeByte & geometry.clusterMask();
    if (used != 0 && refcounts.isRaisable(freeByte >>> geometry.clusterBits())) {
      Refcounts.Run begun = new Refcounts.Run(freeByte >>> geometry.clusterBits(), 1);
      if (length <= geometry.clusterSize() - used) {
        refcounts.raise(begun);
        return take(freeByte, length);
      }
      Refcounts.Run next = refcounts.allocate(1, 1);
      if (next.cluster() == begun.cluster() + 1) {
        refcounts.raise(begun);
        return take(freeByte, length);
      }
      return take(next.cluster() << geometry.clusterBits(), length);
    }
    return take(refcounts.allocate(1, 1).cluster() << geometry.clusterBits(), length);
  }

  private long take(long offset, int length) {
    freeByte = offset + length;
    return offset;
  }

  /** The clusters of the file that have what {@code entry} is about. */
  Refcounts.Run clusters(L2Entry entry) {
    if (entry.isCompressed()) {
      long offset = entry.compressedOffset(geometry.clusterBits());
      long end = offset + entry.compressedLength(geometry.clusterBits()) - 1;
      long first = offset >>> geometry.clusterBits();
      return new Refcounts.Run(first, (end >>> geometry.clusterBits()) - first + 1);
    }
    return new Refcounts.Run(entry.host() >>> geometry.clusterBits(), 1);
  }

  /** The cluster that {@code entry} was about is not used by it any more. */
  void giveBack(L2Entry entry) throws IOException {
    if (entry.isCompressed() || entry.isAllocated(geometry) && !geometry.external()) {
      giveBack(clusters(entry));
    }
  }

  private void giveBack(Refcounts.Run run) throws IOException {
    if (!waiting.isEmpty()) {
      Refcounts.Run last = waiting.getLast();
      if (last.cluster() + last.count() == run.cluster()) {
        waiting.removeLast();
        waiting.add(new Refcounts.Run(last.cluster(), last.count() + run.count()));
        return;
      }
    }
    waiting.add(run);
    if (waiting.size() > MAX_WAITING) {
      commit();
    }
  }

  /** Everything written so far is safe when this returns. */
  void flush() throws IOException {
    if (l2.isDirty() || !l1Changed.isEmpty() || !waiting.isEmpty()) {
      commit();
    } else {
      flushFiles();
    }
  }

  private void flushFiles() throws IOException {
    if (geometry.external()) {
      data.flush();
    }
    file.flush();
  }

  /** Brings the file up to date, each thing after those that it refers to. */
  void commit() throws IOException {
    refcounts.write();
    flushFiles();
    boolean tables = l2.isDirty();
    l2.writeDirty();
    if (!l1Changed.isEmpty()) {
      if (tables) {
        file.flush();
      }
      for (int i = l1Changed.nextSetBit(0); i >= 0; i = l1Changed.nextSetBit(i + 1)) {
        file.writeBytes(
            header.l1().offset() + 8L * i, ByteBuffer.allocate(8).putLong(l1[i]).array());
      }
    }
    file.flush();
    l1Changed.clear();
    while (!waiting.isEmpty()) {
      release(waiting.removeLast());
    }
  }

  /** Nothing on the disk refers to it any more. */
  private void release(Refcounts.Run run) throws IOException {
    refcounts.release(run);
    long begun = freeByte >>> geometry.clusterBits();
    if (begun >= run.cluster() && begun < run.cluster() + run.count()) {
      freeByte = 0; // perhaps it is nobody's now
    }
    if (discard) {
      for (long i = run.cluster(); i < run.cluster() + run.count(); i++) {
        if (refcounts.get(i) == 0 && i << geometry.clusterBits() < file.sizeBytes()) {
          file.discard(i << geometry.clusterBits(), geometry.clusterSize());
        }
      }
    }
  }

  /** To be called before the first change: tells others what this program does not keep up. */
  void beforeWriting() throws IOException {
    if (corrupt) {
      throw new ImageException(image, "it is marked as corrupt and cannot be written");
    }
    if (!writing) {
      writing = true;
      if (header.version() > 2) {
        // Bitmaps are not kept up, and neither is what this program has never heard of.
        header = header.with(Feature.BITMAPS, false);
        writeFeatures(Feature.Kind.AUTOCLEAR);
      }
    }
  }

  private void writeFeatures(Feature.Kind kind) throws IOException {
    long bits = Feature.bits(kind, header.features());
    file.writeBytes(kind.offset(), ByteBuffer.allocate(8).putLong(bits).array());
  }

  /** Marks the image, so that nobody makes it worse. */
  ImageException corrupt(String structure, long offset, String problem) throws IOException {
    if (!corrupt && !file.readOnly() && header.version() > 2) {
      header = header.with(Feature.CORRUPT, true);
      writeFeatures(Feature.Kind.INCOMPATIBLE);
      file.flush();
    }
    corrupt = true;
    return new ImageException(image, structure, offset, problem);
  }

  /** Refuses to use clusters for something new that hold metadata, whatever their counts say. */
  void refuseOverlap(long cluster, long count) throws IOException {
    String what = overlap(cluster, count);
    if (!what.isEmpty()) {
      throw corrupt(
          "cluster", cluster << geometry.clusterBits(), "data would overwrite the " + what);
    }
  }

  private String overlap(long cluster, long count) {
    if (cluster <= 0) {
      return "header";
    }
    if (meets(cluster, count, header.l1().offset(), geometry.clusters(l1.length * 8L))) {
      return "L1 table";
    }
    if (meets(cluster, count, refcounts.tableOffset(), refcounts.tableClusters())) {
      return "refcount table";
    }
    if (header.snapshots().entries() > 0 && meets(cluster, count, header.snapshots().offset(), 1)) {
      return "snapshot table";
    }
    long first = cluster << geometry.clusterBits();
    long end = cluster + count << geometry.clusterBits();
    if (hasBetween(l1, first, end)) {
      return "L2 table";
    }
    return hasBetween(refcounts.table(), first, end) ? "refcount block" : "";
  }

  private boolean meets(long cluster, long count, long offset, long clusters) {
    long start = offset >>> geometry.clusterBits();
    return cluster < start + clusters && start < cluster + count;
  }

  private static boolean hasBetween(long[] table, long first, long end) {
    if (table.length > SEARCHED_ENTRIES) {
      return false;
    }
    for (long entry : table) {
      long offset = entry & TABLE_OFFSET;
      if (offset >= first && offset < end) {
        return true;
      }
    }
    return false;
  }

  /** Where the disk's L2 tables are. */
  long[] l1() {
    return l1.clone();
  }

  void replaceHeader(Header changed) {
    header = changed;
  }

  /**
   * Marks clusters and tables that have no other user, or takes all such marks away.
   *
   * @param on whether there are to be marks where counts allow them
   */
  void mark(boolean on) throws IOException {
    for (int i = 0; i < l1.length; i++) {
      long table = table(i);
      if (table == 0) {
        continue;
      }
      boolean single = on && refcounts.get(table >>> geometry.clusterBits()) == 1;
      if (single != ((l1[i] & L2Entry.COPIED) != 0)) {
        l1[i] ^= L2Entry.COPIED;
        l1Changed.set(i);
      }
      for (int at = 0; at < geometry.clusterSize(); at += l2.sliceBytes()) {
        mark(l2.get(table + at), on);
      }
    }
  }

  private void mark(TableCache.Slice slice, boolean on) throws IOException {
    for (int at = 0; at < slice.bytes().length; at += geometry.l2EntryBytes()) {
      L2Entry entry = new L2Entry(slice.getLong(at), 0);
      if (entry.isAllocated(geometry)) {
        boolean single = on && refcounts.get(entry.host() >>> geometry.clusterBits()) == 1;
        if (single != entry.isCopied()) {
          slice.putLong(at, entry.raw() ^ L2Entry.COPIED);
          l2.markDirty(slice);
        }
      }
    }
  }

  /** Puts another disk into the place of this one, all at once. */
  void switchDisk(long size, Header.Place place, long[] table) throws IOException {
    writePlace(size, place);
    header = header.resized(size, place);
    l1 = table;
    for (int i = 0; i < l1.length; i++) {
      l1[i] &= ~L2Entry.COPIED;
    }
    freeByte = 0;
  }

  /** One sector: size, encryption, and the L1 table change together. */
  private void writePlace(long size, Header.Place place) throws IOException {
    ByteBuffer fields = ByteBuffer.allocate(24);
    fields.putLong(size).putInt(0).putInt(place.entries()).putLong(place.offset());
    file.writeBytes(Header.SIZE_OFFSET, fields.array());
    file.flush();
  }

  /** Makes the disk {@code size} bytes; the caller has seen to what is there. */
  void resize(long size) throws IOException {
    commit();
    long needed = geometry.l1Entries(size);
    Header.Place place = header.l1();
    Refcounts.Run run = new Refcounts.Run(0, 0);
    if (needed > place.entries()) {
      if (needed * 8 > HeaderReader.MAX_L1_BYTES) {
        throw new IOException("image '" + image + "': the disk cannot be that large");
      }
      long clusters = geometry.clusters(needed * 8);
      run = refcounts.allocate(clusters, clusters);
      place = new Header.Place(run.cluster() << geometry.clusterBits(), (int) needed);
      ByteBuffer table = ByteBuffer.allocate((int) (clusters << geometry.clusterBits()));
      table.asLongBuffer().put(l1);
      file.writeBytes(place.offset(), table.array());
      refcounts.write();
      file.flush(); // the table is there before the header says so
    }
    writePlace(size, place);
    Header before = header;
    header = before.resized(size, place);
    l1 = java.util.Arrays.copyOf(l1, place.entries());
    if (run.count() > 0) {
      long first = before.l1().offset() >>> geometry.clusterBits();
      refcounts.release(new Refcounts.Run(first, geometry.clusters(before.l1().entries() * 8L)));
    }
  }

  /**
   * Says in the image what is behind it.
   *
   * @throws ImageException when that does not fit into its header; nothing has changed
   */
  void nameBacking(Optional<String> name, Optional<String> format) throws IOException {
    Header changed = header.withBacking(name, format);
    byte[] bytes = changed.encode(image);
    commit(); // what was copied because the other image goes is safe before
    file.writeBytes(0, bytes);
    file.flush();
    header = changed;
  }

  /** Writes all that is left, when the image is closed. */
  void close() throws IOException {
    if (writing) {
      flush();
      refcounts.write();
      file.flush();
    }
  }
}
