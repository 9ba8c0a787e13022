package org.javisor.backend.block.qcow2;

/**
 * How an image is divided. Numbers of bytes unless said otherwise.
 *
 * <p>Spec: [QCOW2] Host cluster management, Cluster mapping.
 *
 * @param clusterBits a cluster is this power of two
 * @param subclustered whether L2 entries have a bit map of 32 subclusters
 * @param refcountOrder a reference count has this power of two bits
 * @param external whether the guest's data are in a file of their own, each at the guest's offset
 */
record Geometry(int clusterBits, boolean subclustered, int refcountOrder, boolean external) {
  static final int MIN_CLUSTER_BITS = 9;
  static final int MAX_CLUSTER_BITS = 21;
  static final int MAX_REFCOUNT_ORDER = 6;

  /** Subclusters need at least this cluster size. */
  static final int MIN_SUBCLUSTERED_BITS = 14;

  private static final int SUBCLUSTERS = 32;

  int clusterSize() {
    return 1 << clusterBits;
  }

  long clusterMask() {
    return clusterSize() - 1L;
  }

  int l2EntryBytes() {
    return subclustered ? 16 : 8;
  }

  /** Entries of an L2 table. */
  int l2Entries() {
    return clusterSize() / l2EntryBytes();
  }

  /** Guest bytes that one L2 table describes. */
  long l2Coverage() {
    return (long) l2Entries() << clusterBits;
  }

  /** Parts of a cluster that are allocated on their own. */
  int subclusters() {
    return subclustered ? SUBCLUSTERS : 1;
  }

  /** The least that is allocated. */
  int unit() {
    return clusterSize() / subclusters();
  }

  int refcountBits() {
    return 1 << refcountOrder;
  }

  /** Counts in a refcount block. */
  int refcountsPerBlock() {
    return (int) ((long) clusterSize() * 8 >>> refcountOrder);
  }

  long maxRefcount() {
    return refcountOrder == MAX_REFCOUNT_ORDER ? Long.MAX_VALUE : (1L << refcountBits()) - 1;
  }

  /** Clusters that {@code bytes} take. */
  long clusters(long bytes) {
    return (bytes >>> clusterBits) + ((bytes & clusterMask()) == 0 ? 0 : 1);
  }

  /** Entries that the L1 table of a disk of {@code size} needs at least. */
  long l1Entries(long size) {
    return (size + l2Coverage() - 1) / l2Coverage();
  }
}
