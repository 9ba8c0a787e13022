package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;

/**
 * What an image says of itself.
 *
 * <p>Spec: [QCOW2] Header, Header extensions, Bitmaps.
 *
 * @param dirty whether its counts were not written when it was last used
 * @param snapshots those inside it, the oldest first
 * @param bitmaps those that are kept in it
 */
public record Details(
    int version,
    long size,
    int clusterSize,
    int refcountBits,
    boolean lazyRefcounts,
    boolean extendedL2,
    boolean corrupt,
    boolean dirty,
    Compression compression,
    Optional<String> backing,
    Optional<String> backingFormat,
    Optional<String> dataFile,
    boolean rawData,
    List<Snapshot> snapshots,
    List<Bitmap> bitmaps) {
  /**
   * A record of what has been written.
   *
   * @param granularity bytes that one of its bits stands for
   * @param enabled whether it goes on
   * @param inUse whether whoever kept it did not come to an end: it tells nothing then
   */
  public record Bitmap(String name, long granularity, boolean enabled, boolean inUse) {}

  static Details of(BlockNode file, String image) throws IOException {
    Header header = HeaderReader.read(file, image);
    boolean external = header.has(Feature.EXTERNAL_DATA);
    return new Details(
        header.version(),
        header.size(),
        header.geometry().clusterSize(),
        header.geometry().refcountBits(),
        header.has(Feature.LAZY_REFCOUNTS),
        header.has(Feature.EXTENDED_L2),
        header.has(Feature.CORRUPT),
        header.has(Feature.DIRTY),
        header.compression(),
        header.backing(),
        header.backingFormat(),
        external ? header.dataFile() : Optional.empty(),
        header.has(Feature.RAW_EXTERNAL_DATA),
        SnapshotTable.read(file, image, header).snapshots(),
        BitmapDirectory.read(file, image, header).stream()
            .map(BitmapDirectory.Entry::bitmap)
            .toList());
  }
}
