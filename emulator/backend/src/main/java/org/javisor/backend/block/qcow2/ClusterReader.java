package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.host.memory.RawMemory;

/**
 * Reads what the guest sees.
 *
 * <p>Spec: [QCOW2] Cluster mapping; Backing file: what the image has not is there, and zero after
 * its end.
 */
final class ClusterReader {
  private final Metadata metadata;
  private final BlockNode data;
  private Optional<BlockNode> backing;
  private final Decompressor compressed;

  ClusterReader(
      Metadata metadata, BlockNode data, Optional<BlockNode> backing, Decompressor compressed) {
    this.metadata = metadata;
    this.data = data;
    this.backing = backing;
    this.compressed = compressed;
  }

  /** From now on this shows where the image has nothing. */
  void setBacking(Optional<BlockNode> other) {
    backing = other;
  }

  void read(long offset, long address, long length) throws IOException {
    long done = 0;
    while (done < length) {
      Piece piece = Piece.find(metadata, offset + done, length - done);
      read(piece, offset + done, address + done);
      done += piece.length();
    }
  }

  private void read(Piece piece, long offset, long address) throws IOException {
    switch (piece.kind()) {
      case DATA -> inside(data, piece.host(), address, piece.length());
      case ZERO -> RawMemory.fill(address, piece.length(), (byte) 0);
      case COMPRESSED -> {
        byte[] cluster = compressed.read(piece.entry());
        int from = (int) (offset & metadata.geometry().clusterMask());
        RawMemory.copyIn(cluster, from, address, (int) piece.length());
      }
      case UNALLOCATED -> {
        if (backing.isPresent()) {
          inside(backing.get(), offset, address, piece.length());
        } else {
          RawMemory.fill(address, piece.length(), (byte) 0);
        }
      }
    }
  }

  /** After the end of {@code node} there are zeroes. */
  private static void inside(BlockNode node, long offset, long address, long length)
      throws IOException {
    long there = Math.clamp(node.sizeBytes() - offset, 0, length);
    if (there > 0) {
      node.read(offset, address, there);
    }
    if (there < length) {
      RawMemory.fill(address + there, length - there, (byte) 0);
    }
  }

  /** Whether all of a range is known to be zero without reading it. */
  boolean isZero(long offset, long length) throws IOException {
    for (long done = 0; done < length; ) {
      Piece piece = Piece.find(metadata, offset + done, length - done);
      boolean zero =
          piece.kind() == Extent.Kind.ZERO
              || piece.kind() == Extent.Kind.UNALLOCATED && !hasBacking(offset + done);
      if (!zero) {
        return false;
      }
      done += piece.length();
    }
    return true;
  }

  /** Whether something else shows at {@code offset} where nothing is allocated. */
  boolean hasBacking(long offset) {
    return backing.isPresent() && offset < backing.get().sizeBytes();
  }
}
