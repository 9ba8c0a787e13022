package org.javisor.backend.block.qcow2;

import org.javisor.backend.block.Extent;

/**
 * Where a guest's cluster is.
 *
 * <p>Spec: [QCOW2] Cluster mapping: L2 table entry, Standard and Compressed Cluster Descriptor,
 * Extended L2 Entries.
 *
 * @param raw the entry as it is in the file
 * @param bitmap its second half where there are subclusters: allocated ones below, zero ones above
 */
record L2Entry(long raw, long bitmap) {
  static final long COPIED = 1L << 63;
  static final long COMPRESSED = 1L << 62;
  static final long ZERO = 1;
  static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
  static final L2Entry NONE = new L2Entry(0, 0);

  private static final long ALL = 0xffff_ffffL;
  private static final int SECTOR_BITS = 9;

  /** A cluster of zeroes without a place. */
  static L2Entry zero(Geometry geometry) {
    return geometry.subclustered() ? new L2Entry(0, ALL << 32) : new L2Entry(ZERO, 0);
  }

  /** A cluster with all its bytes at {@code host}, for this disk alone. */
  static L2Entry data(long host, Geometry geometry) {
    return new L2Entry(host | COPIED, geometry.subclustered() ? ALL : 0);
  }

  boolean isCompressed() {
    return (raw & COMPRESSED) != 0;
  }

  /** Whether the cluster in the file has no other user. */
  boolean isCopied() {
    return (raw & COPIED) != 0;
  }

  /** Where the cluster is in the file if it is allocated there. */
  long host() {
    return raw & OFFSET;
  }

  /** Whether the file has room for the cluster as it is. */
  boolean isAllocated(Geometry geometry) {
    return !isCompressed() && (host() != 0 || geometry.external() && isCopied());
  }

  /** What subcluster {@code index}, 0 without subclusters, is. */
  Extent.Kind kind(int index, Geometry geometry) {
    if (isCompressed()) {
      return Extent.Kind.COMPRESSED;
    }
    if (geometry.subclustered()) {
      if ((bitmap >>> 32 + index & 1) != 0) {
        return Extent.Kind.ZERO;
      }
      return (bitmap >>> index & 1) != 0 ? Extent.Kind.DATA : Extent.Kind.UNALLOCATED;
    }
    if ((raw & ZERO) != 0) {
      return Extent.Kind.ZERO;
    }
    return isAllocated(geometry) ? Extent.Kind.DATA : Extent.Kind.UNALLOCATED;
  }

  /** The same cluster with subclusters {@code from} to before {@code to} made of bytes. */
  L2Entry withData(int from, int to, Geometry geometry) {
    if (!geometry.subclustered()) {
      return new L2Entry(raw & ~ZERO, 0);
    }
    long bits = bits(from, to);
    return new L2Entry(raw, (bitmap | bits) & ~(bits << 32));
  }

  /** The same cluster with subclusters {@code from} to before {@code to} zero. */
  L2Entry withZeroes(int from, int to, Geometry geometry) {
    if (!geometry.subclustered()) {
      return new L2Entry(raw | ZERO, 0);
    }
    long bits = bits(from, to);
    return new L2Entry(raw, (bitmap & ~bits) | bits << 32);
  }

  private static long bits(int from, int to) {
    return (ALL >>> (32 - (to - from))) << from;
  }

  /** Where a compressed cluster begins in the file, at any byte. */
  long compressedOffset(int clusterBits) {
    return raw & ((1L << offsetBits(clusterBits)) - 1);
  }

  /** Bytes up to the end of the last sector that a compressed cluster touches. */
  int compressedLength(int clusterBits) {
    int bits = offsetBits(clusterBits);
    long more = (raw & ~(COPIED | COMPRESSED)) >>> bits;
    long first = compressedOffset(clusterBits) & (1 << SECTOR_BITS) - 1;
    return (int) ((more + 1 << SECTOR_BITS) - first);
  }

  /** A compressed cluster of {@code length} bytes at {@code offset}. */
  static L2Entry compressed(long offset, int length, int clusterBits) {
    long more = (offset + length - 1 >>> SECTOR_BITS) - (offset >>> SECTOR_BITS);
    return new L2Entry(COMPRESSED | more << offsetBits(clusterBits) | offset, 0);
  }

  private static int offsetBits(int clusterBits) {
    return 62 - (clusterBits - 8);
  }

  /** What is wrong with it, nothing if empty. */
  String problem(Geometry geometry, boolean zeroFlagAllowed) {
    if (isCompressed()) {
      return geometry.subclustered() && bitmap != 0
          ? "a compressed cluster has subclusters"
          : isCopied() ? "a compressed cluster is marked as unshared" : "";
    }
    if ((host() & geometry.clusterMask()) != 0) {
      return "cluster offset 0x" + Long.toHexString(host()) + " is not aligned";
    }
    if (geometry.subclustered()) {
      if ((bitmap & bitmap >>> 32 & ALL) != 0) {
        return "a subcluster is both allocated and zero";
      }
      if (!isAllocated(geometry) && (bitmap & ALL) != 0) {
        return "subclusters are allocated without a cluster";
      }
    } else if ((raw & ZERO) != 0 && !zeroFlagAllowed) {
      return "a zero cluster in an image of version 2";
    }
    return "";
  }
}
