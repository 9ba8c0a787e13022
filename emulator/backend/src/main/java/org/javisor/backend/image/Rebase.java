package org.javisor.backend.image;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/** Lets an image show the same when another one is behind it. */
public final class Rebase {
  private static final int CHUNK = 2 << 20;

  private final Qcow2Image image;
  private final Optional<BlockNode> behind;
  private final boolean compress;

  private Rebase(Qcow2Image image, Optional<BlockNode> behind, boolean compress) {
    this.image = image;
    this.behind = behind;
    this.compress = compress;
  }

  /**
   * Stores in {@code image} what it shows from behind and what {@code behind} has otherwise.
   *
   * @param behind what is going to be behind it; zeroes if absent
   * @param compress whether what is stored is compressed
   */
  public static void run(
      Qcow2Image image, Optional<BlockNode> behind, boolean compress, Progress progress)
      throws IOException {
    new Rebase(image, behind, compress).run(progress);
    image.flush();
  }

  private void run(Progress progress) throws IOException {
    Layers old = Layers.of(image);
    long size = image.sizeBytes();
    try (Mapping buffer = Mapping.anonymous(2L * CHUNK)) {
      for (long at = 0; at < size; ) {
        // Whole clusters, as the ends of extents are.
        long piece = Math.min(size - at, CHUNK - at % CHUNK);
        Extent own = image.extent(at, piece);
        if (own.kind() == Extent.Kind.UNALLOCATED && !isZero(old, at, own.length())) {
          store(at, own.length(), buffer.address());
        }
        at += own.length();
        progress.at(at, size);
      }
    }
  }

  /** Whether nobody has anything there, neither before nor afterwards. */
  private boolean isZero(Layers old, long at, long length) throws IOException {
    return isZeroIn(old, at, length)
        && (behind.isEmpty()
            || at >= behind.get().sizeBytes()
            || isZeroIn(
                Layers.of(behind.get()), at, Math.min(length, behind.get().sizeBytes() - at)));
  }

  private static boolean isZeroIn(Layers layers, long at, long length) throws IOException {
    for (long done = 0; done < length; ) {
      Extent extent = layers.find(at + done, length - done).extent();
      if (extent.kind() == Extent.Kind.DATA || extent.kind() == Extent.Kind.COMPRESSED) {
        return false;
      }
      done += extent.length();
    }
    return true;
  }

  private void store(long at, long length, long address) throws IOException {
    long other = address + CHUNK;
    image.read(at, address, length);
    long inside = behind.map(node -> Math.clamp(node.sizeBytes() - at, 0, length)).orElse(0L);
    if (inside > 0) {
      behind.get().read(at, other, inside);
    }
    RawMemory.fill(other + inside, length - inside, (byte) 0);
    int cluster = image.clusterBytes();
    for (long done = 0; done < length; ) {
      long count = Math.min(length - done, cluster - (at + done) % cluster);
      if (RawMemory.mismatch(address + done, other + done, count) >= 0) {
        store(at + done, address + done, (int) count);
      }
      done += count;
    }
  }

  private void store(long at, long address, int length) throws IOException {
    boolean whole = length == image.clusterBytes() || at + length == image.sizeBytes();
    if (compress && whole && at % image.clusterBytes() == 0) {
      byte[] cluster = new byte[image.clusterBytes()];
      RawMemory.copyOut(address, cluster, 0, length);
      byte[] packed = image.pack(cluster);
      if (packed.length > 0 && image.writePacked(at, packed)) {
        return;
      }
    }
    image.write(at, address, length);
  }
}
