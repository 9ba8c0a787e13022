package org.javisor.backend.block.qcow2;

/**
 * Most bytes of tables that are kept in memory.
 *
 * <p>Spec: none, bounds of our own.
 *
 * @param l2Bytes for L2 tables
 * @param refcountBytes for reference counts
 */
public record CacheSizes(long l2Bytes, long refcountBytes) {
  private static final long DEFAULT_L2_BYTES = 32 << 20;
  private static final long DEFAULT_REFCOUNT_BYTES = 1 << 20;

  /** Together with the tables that are always there less than 40 MB for a disk of 1 TiB. */
  public static final CacheSizes DEFAULT = new CacheSizes(DEFAULT_L2_BYTES, DEFAULT_REFCOUNT_BYTES);
}
