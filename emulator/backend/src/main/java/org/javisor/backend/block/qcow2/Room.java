package org.javisor.backend.block.qcow2;

import java.io.IOException;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.file.FileNode;

/**
 * Gives room to clusters that nobody has written to.
 *
 * <p>Spec: [QCOW2] Cluster mapping.
 */
final class Room {
  private final Metadata metadata;
  private final Geometry geometry;
  private final BlockNode data;
  private final Create.Preallocation mode;

  /**
   * @param data where the guest's bytes are
   */
  Room(Metadata metadata, BlockNode data, Create.Preallocation mode) {
    this.metadata = metadata;
    this.geometry = metadata.geometry();
    this.data = data;
    this.mode = mode;
  }

  /** For the guest's clusters from {@code first} to before {@code end}. */
  void give(long first, long end) throws IOException {
    long size = metadata.header().size();
    long last = 0;
    for (long cluster = first; cluster < end; ) {
      Refcounts.Run run =
          geometry.external()
              ? new Refcounts.Run(cluster, end - cluster)
              : metadata.allocate(Math.min(end - cluster, geometry.l2Entries()));
      long host = run.cluster() << geometry.clusterBits();
      long bytes = run.count() << geometry.clusterBits();
      fill(host, geometry.external() ? Math.min(bytes, size - host) : bytes);
      for (long i = 0; i < run.count(); i++) {
        long place = host + (i << geometry.clusterBits()) | L2Entry.COPIED;
        L2Entry entry = new L2Entry(place, 0);
        metadata.set(cluster + i, geometry.subclustered() ? entry : L2Entry.data(place, geometry));
      }
      cluster += run.count();
      last = host + bytes;
    }
    if (!geometry.external() && data.sizeBytes() < last) {
      data.truncate(last);
    }
  }

  private void fill(long offset, long length) throws IOException {
    switch (mode) {
      case FALLOC -> {
        if (data.inner() instanceof FileNode onHost) {
          onHost.reserve(offset, length);
        }
      }
      case FULL -> data.writeZeroes(offset, length);
      case METADATA, OFF -> {}
    }
  }
}
