package org.javisor.backend.block.qcow2;

import org.javisor.backend.block.Extent;

/**
 * A range of the guest's bytes that is the same all along.
 *
 * <p>Spec: [QCOW2] Cluster mapping.
 *
 * @param own whether its clusters have no other user
 * @param host where it begins in the file, for data
 * @param entry of the cluster in which it begins
 */
record Piece(Extent.Kind kind, long length, boolean own, long host, L2Entry entry) {
  /** The piece at {@code offset}, at most {@code limit} bytes. */
  static Piece find(Metadata metadata, long offset, long limit) throws java.io.IOException {
    Geometry geometry = metadata.geometry();
    int bits = geometry.clusterBits();
    L2Entry entry = metadata.entry(offset >>> bits);
    Piece first = at(entry, offset, geometry);
    long end = offset + limit;
    long at = offset;
    Piece next = first;
    do {
      at = next.isUnit() ? (at & -(long) geometry.unit()) + geometry.unit() : clusterEnd(at, bits);
      if (at >= end || first.kind == Extent.Kind.COMPRESSED) {
        break;
      }
      if ((at & geometry.clusterMask()) == 0) {
        long none = metadata.clustersWithoutTable(at >>> bits);
        if (none > 0 && first.kind == Extent.Kind.UNALLOCATED) {
          // The last cluster without a table is looked at as any other.
          at += none - 1 << bits;
        }
        if (at >= end) {
          break;
        }
        entry = metadata.entry(at >>> bits);
      }
      next = at(entry, at, geometry);
    } while (next.continues(first, at - offset, geometry));
    return new Piece(first.kind, Math.min(at, end) - offset, first.own, first.host, first.entry);
  }

  private static long clusterEnd(long at, int bits) {
    return (at >>> bits) + 1 << bits;
  }

  private boolean isUnit() {
    return kind != Extent.Kind.COMPRESSED;
  }

  private static Piece at(L2Entry entry, long offset, Geometry geometry) {
    int inside = (int) (offset & geometry.clusterMask());
    Extent.Kind kind = entry.kind(inside / geometry.unit(), geometry);
    return new Piece(kind, 0, entry.isCopied(), entry.host() + inside, entry);
  }

  private boolean continues(Piece first, long distance, Geometry geometry) {
    if (kind != first.kind || entry.isAllocated(geometry) != first.entry.isAllocated(geometry)) {
      return false;
    }
    return switch (kind) {
      case DATA -> own == first.own && host == first.host + distance;
      case ZERO -> !entry.isAllocated(geometry) || host == first.host + distance;
      case COMPRESSED, UNALLOCATED -> true;
    };
  }

  /** Whether it has been given room, for this disk alone. */
  boolean hasRoom(Geometry geometry) {
    return own && entry.isAllocated(geometry);
  }
}
