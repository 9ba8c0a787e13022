package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * How many users each cluster of the file has. A count that was raised may be written at any time
 * before what refers to the cluster; {@link Metadata} keeps to that, and lowers counts only once
 * what referred to the cluster is gone from the disk.
 *
 * <p>Spec: [QCOW2] Refcount table entry, Refcount block entry.
 */
final class Refcounts {
  private static final long TABLE_OFFSET = 0x7fff_ffff_ffff_fe00L;

  /** Clusters end here: an L2 entry has no more bits. */
  private static final long MAX_OFFSET = 1L << 56;

  private final BlockNode file;
  private final String image;
  private final Geometry geometry;
  private final TableCache blocks;
  private final Guard guard;
  private long tableOffset;
  private int tableClusters;
  private long[] table;
  private long firstFree;

  /** Knows what must not be overwritten, whatever the counts say. */
  interface Guard {
    void check(long cluster, long count) throws IOException;
  }

  /** Clusters in a row. */
  record Run(long cluster, long count) {}

  Refcounts(BlockNode file, String image, Header header, long cacheBytes, Guard guard)
      throws IOException {
    this.file = file;
    this.image = image;
    this.geometry = header.geometry();
    this.guard = guard;
    this.blocks = new TableCache(file, geometry.clusterSize(), cacheBytes, this::write);
    this.tableOffset = header.refcounts().offset();
    this.tableClusters = header.refcounts().entries();
    this.table = readTable(file, tableOffset, tableClusters << geometry.clusterBits() - 3);
  }

  /** A table of big-endian numbers. */
  static long[] readTable(BlockNode file, long offset, int entries) throws IOException {
    long[] table = new long[entries];
    ByteBuffer.wrap(file.readBytes(offset, entries * 8)).asLongBuffer().get(table);
    return table;
  }

  /** Where the blocks are, 0 for none. */
  long[] table() {
    return table;
  }

  long tableOffset() {
    return tableOffset;
  }

  int tableClusters() {
    return tableClusters;
  }

  private long block(long cluster) throws ImageException {
    long index = cluster / geometry.refcountsPerBlock();
    if (index >= table.length) {
      return 0;
    }
    long entry = table[(int) index];
    if ((entry & geometry.clusterMask()) != 0 || entry < 0) {
      throw new ImageException(
          image,
          "refcount table",
          tableOffset + index * 8,
          "block offset 0x" + Long.toHexString(entry) + " is not aligned");
    }
    return entry & TABLE_OFFSET;
  }

  /** The users of {@code cluster}. */
  long get(long cluster) throws IOException {
    long block = block(cluster);
    if (block == 0) {
      return 0;
    }
    TableCache.Slice slice = blocks.get(place(block, cluster));
    return RefcountWidth.get(slice.bytes(), indexInSlice(cluster), geometry.refcountOrder());
  }

  private int perSlice() {
    return blocks.sliceBytes() * 8 >>> geometry.refcountOrder();
  }

  private int indexInSlice(long cluster) {
    return (int) (cluster % perSlice());
  }

  private long place(long block, long cluster) {
    long index = cluster % geometry.refcountsPerBlock();
    return block + index / perSlice() * blocks.sliceBytes();
  }

  private void set(long cluster, long value) throws IOException {
    TableCache.Slice slice = blocks.get(place(block(cluster), cluster));
    RefcountWidth.set(slice.bytes(), indexInSlice(cluster), geometry.refcountOrder(), value);
    blocks.markDirty(slice);
  }

  /**
   * Takes one user away from each cluster of a run.
   *
   * @throws ImageException when one has no user
   */
  void release(Run run) throws IOException {
    for (long cluster = run.cluster(); cluster < run.cluster() + run.count(); cluster++) {
      long users = get(cluster);
      if (users == 0) {
        throw new ImageException(
            image, "cluster", cluster << geometry.clusterBits(), "it is used but has no user");
      }
      set(cluster, users - 1);
      if (users == 1) {
        firstFree = Math.min(firstFree, cluster);
      }
    }
  }

  /**
   * Adds one user to each cluster of a run.
   *
   * @throws ImageException when one has no user
   */
  void raise(Run run) throws IOException {
    requireRaisable(run);
    for (long cluster = run.cluster(); cluster < run.cluster() + run.count(); cluster++) {
      set(cluster, get(cluster) + 1);
    }
  }

  /** Refuses to add a user where there is none yet, or no room for the count. */
  void requireRaisable(Run run) throws IOException {
    for (long cluster = run.cluster(); cluster < run.cluster() + run.count(); cluster++) {
      long users = get(cluster);
      if (users == 0) {
        throw new ImageException(
            image, "cluster", cluster << geometry.clusterBits(), "it is used but has no user");
      }
      if (users >= geometry.maxRefcount()) {
        throw new ImageException(
            image, "cluster", cluster << geometry.clusterBits(), "it has too many users");
      }
    }
  }

  /**
   * Sets a count to what it should be, while others may be wrong.
   *
   * @param end nothing is used from this cluster on, which others cannot be trusted to say
   */
  void force(long cluster, long value, long end) throws IOException {
    if (value > geometry.maxRefcount()) {
      throw new ImageException(
          image, "cluster", cluster << geometry.clusterBits(), "it has too many users");
    }
    if (block(cluster) == 0) {
      firstFree = Math.max(firstFree, end);
      int index = (int) (cluster / geometry.refcountsPerBlock());
      long place = allocate(1, 1).cluster();
      if (table[index] == 0) {
        writeBlock(index, place, new Run(place, 0));
        linkBlock(index, place);
      } else {
        release(new Run(place, 1)); // what was allocated for it made it, too
      }
    }
    set(cluster, value);
  }

  /** The table leads to no block there any more. */
  void forgetBlock(int index) throws IOException {
    table[index] = 0;
    file.writeBytes(tableOffset + 8L * index, new byte[8]);
  }

  /** Whether one more user can be counted. */
  boolean isRaisable(long cluster) throws IOException {
    return get(cluster) < geometry.maxRefcount();
  }

  /**
   * Gives clusters in a row their first user.
   *
   * @param least how many there have to be
   * @param most how many are useful
   */
  Run allocate(long least, long most) throws IOException {
    long cluster = nextFree(firstFree);
    long first = cluster;
    long count = 0;
    while (count < most) {
      if (get(cluster + count) == 0 && ensureBlock(cluster + count)) {
        count++;
      } else if (count >= least) {
        break;
      } else {
        cluster = nextFree(cluster + count);
        count = 0;
      }
    }
    guard.check(cluster, count);
    for (long i = 0; i < count; i++) {
      set(cluster + i, 1);
    }
    // What was skipped for being too short a run is still free.
    firstFree = cluster == first ? cluster + count : first;
    return new Run(cluster, count);
  }

  private long nextFree(long from) throws IOException {
    long cluster = from;
    while (get(cluster) != 0) {
      cluster++;
    }
    return cluster;
  }

  /** Whether {@code cluster}, which is free, has a count; if not, it may become a block of them. */
  private boolean ensureBlock(long cluster) throws IOException {
    if (cluster >= MAX_OFFSET >>> geometry.clusterBits()) {
      throw new IOException("image '" + image + "': the file cannot be larger");
    }
    if (block(cluster) != 0) {
      return true;
    }
    guard.check(cluster, 1);
    int index = (int) (cluster / geometry.refcountsPerBlock());
    if (index >= table.length) {
      growTable(cluster);
      return false;
    }
    writeBlock(index, cluster, new Run(cluster, 1));
    linkBlock(index, cluster);
    return false;
  }

  private void linkBlock(int index, long cluster) throws IOException {
    file.flush(); // the block is there before the table says so
    table[index] = cluster << geometry.clusterBits();
    file.writeBytes(tableOffset + 8L * index, ByteBuffer.allocate(8).putLong(table[index]).array());
  }

  /** Writes block {@code index} at {@code cluster}: the clusters of {@code used} have a user. */
  private void writeBlock(long index, long cluster, Run used) throws IOException {
    byte[] block = new byte[geometry.clusterSize()];
    long first = index * geometry.refcountsPerBlock();
    long from = Math.max(used.cluster(), first);
    long to = Math.min(used.cluster() + used.count(), first + geometry.refcountsPerBlock());
    for (long i = from; i < to; i++) {
      RefcountWidth.set(block, (int) (i - first), geometry.refcountOrder(), 1);
    }
    blocks.forget(cluster << geometry.clusterBits(), geometry.clusterSize());
    file.writeBytes(cluster << geometry.clusterBits(), block);
  }

  /** Moves the table to {@code start}, after all that it describes; blocks for itself go before. */
  private void growTable(long start) throws IOException {
    long firstIndex = start / geometry.refcountsPerBlock();
    long blockCount = 1;
    long clusters;
    while (true) {
      long entries = Math.max(firstIndex + blockCount, table.length * 3L / 2);
      clusters = geometry.clusters(entries * 8);
      long last = (start + blockCount + clusters - 1) / geometry.refcountsPerBlock();
      if (last < firstIndex + blockCount) {
        break;
      }
      blockCount = last - firstIndex + 1;
    }
    if (clusters << geometry.clusterBits() > HeaderReader.MAX_REFCOUNT_TABLE_BYTES) {
      throw new IOException("image '" + image + "': the file cannot be larger");
    }
    Run used = new Run(start, blockCount + clusters);
    guard.check(used.cluster(), used.count());
    long[] grown = new long[(int) (clusters << geometry.clusterBits() - 3)];
    System.arraycopy(table, 0, grown, 0, table.length);
    for (long i = 0; i < blockCount; i++) {
      writeBlock(firstIndex + i, start + i, used);
      grown[(int) (firstIndex + i)] = start + i << geometry.clusterBits();
    }
    ByteBuffer bytes = ByteBuffer.allocate(grown.length * 8);
    bytes.asLongBuffer().put(grown);
    long offset = start + blockCount << geometry.clusterBits();
    file.writeBytes(offset, bytes.array());
    file.flush(); // the table is there before the header says so
    file.writeBytes(
        Header.REFCOUNTS_OFFSET,
        ByteBuffer.allocate(12).putLong(offset).putInt((int) clusters).array());
    file.flush();
    Run before = new Run(tableOffset >>> geometry.clusterBits(), tableClusters);
    table = grown;
    tableOffset = offset;
    tableClusters = (int) clusters;
    release(before);
  }

  /**
   * Writes counts, and a table of them, behind the end of the file, and makes the header say so.
   *
   * @param users how many there are of each cluster of the file
   */
  static void rebuild(BlockNode file, String image, Geometry geometry, int[] users)
      throws IOException {
    long perBlock = geometry.refcountsPerBlock();
    long blocks = 1;
    long clusters = 1;
    while (blocks * perBlock < users.length + blocks + clusters) {
      blocks = (users.length + blocks + clusters + perBlock - 1) / perBlock;
      clusters = geometry.clusters(blocks * 8);
    }
    int bits = geometry.clusterBits();
    ByteBuffer table = ByteBuffer.allocate((int) clusters << bits);
    for (long i = 0; i < blocks; i++) {
      byte[] block = new byte[geometry.clusterSize()];
      for (int at = 0; at < perBlock; at++) {
        long cluster = i * perBlock + at;
        boolean own = cluster >= users.length && cluster < users.length + blocks + clusters;
        long value = own ? 1 : cluster < users.length ? users[(int) cluster] : 0;
        if (value > geometry.maxRefcount()) {
          throw new ImageException(image, "cluster", cluster << bits, "it has too many users");
        }
        RefcountWidth.set(block, at, geometry.refcountOrder(), value);
      }
      table.putLong(users.length + i << bits);
      file.writeBytes(users.length + i << bits, block);
    }
    long offset = users.length + blocks << bits;
    file.writeBytes(offset, table.array());
    file.flush(); // they are there before the header says so
    file.writeBytes(
        Header.REFCOUNTS_OFFSET,
        ByteBuffer.allocate(12).putLong(offset).putInt((int) clusters).array());
    file.flush();
  }

  boolean isDirty() {
    return blocks.isDirty();
  }

  /** Writes what has changed. */
  void write() throws IOException {
    blocks.writeDirty();
  }
}
