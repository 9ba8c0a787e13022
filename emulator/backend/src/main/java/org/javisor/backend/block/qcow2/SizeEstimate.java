package org.javisor.backend.block.qcow2;

/**
 * How large a file gets that has a disk.
 *
 * <p>Spec: [QCOW2] header, tables and their counts; the estimate is QEMU's.
 */
public final class SizeEstimate {
  private static final int POINTER = 8;

  private final Geometry geometry;

  /**
   * @param options what the image is made like
   */
  public SizeEstimate(Create.Options options) {
    this.geometry =
        new Geometry(
            Integer.numberOfTrailingZeros(options.clusterSize()),
            options.extendedL2(),
            Integer.numberOfTrailingZeros(options.refcountBits()),
            false);
  }

  /** Whether an image can have a disk of {@code size} bytes. */
  public boolean isPossible(long size) {
    return size >= 0
        && size <= Long.MAX_VALUE - geometry.clusterSize()
        && geometry.l1Entries(size) * POINTER <= HeaderReader.MAX_L1_BYTES;
  }

  /** So many bytes, up to whole clusters. */
  public long whole(long bytes) {
    return up(bytes, geometry.clusterSize());
  }

  private static long up(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  /** Bytes of a file that has all of a disk of {@code size} bytes. */
  public long allocated(long size) {
    long cluster = geometry.clusterSize();
    long disk = whole(size);
    long l2 = up(disk / cluster * geometry.l2EntryBytes(), cluster);
    long l1 = up(l2 / cluster * POINTER, cluster);
    long used = (cluster + l2 + l1 + disk) / cluster;
    long perBlock = cluster * Byte.SIZE / geometry.refcountBits();
    long blocks = 0;
    long tables = 0;
    for (long before = -1; before != blocks + tables; ) {
      before = blocks + tables;
      blocks = (used + blocks + tables + perBlock - 1) / perBlock;
      tables = up(blocks * POINTER, cluster) / cluster;
    }
    return (used + blocks + tables) * cluster;
  }
}
