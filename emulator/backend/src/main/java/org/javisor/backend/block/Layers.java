package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.qcow2.Qcow2Image;

/**
 * An image and those behind it, the uppermost first.
 *
 * <p>Spec: none, what QEMU calls a backing chain.
 */
public final class Layers {
  private final List<BlockNode> layers;

  private Layers(List<BlockNode> layers) {
    this.layers = layers;
  }

  /** What {@code disk} consists of. */
  public static Layers of(BlockNode disk) {
    List<BlockNode> layers = new ArrayList<>();
    BlockNode node = disk.inner();
    while (true) {
      layers.add(node);
      if (!(node instanceof Qcow2Image image) || image.backing().isEmpty()) {
        return new Layers(List.copyOf(layers));
      }
      node = image.backing().get().inner();
    }
  }

  /** The first {@code count} layers. */
  public Layers upper(int count) {
    return new Layers(layers.subList(0, count));
  }

  public List<BlockNode> nodes() {
    return layers;
  }

  /**
   * Where something comes from.
   *
   * @param depth the layer, 0 is the uppermost; the last one that was asked if nobody has it
   * @param extent unallocated only if no layer has it
   * @param ended whether the next layer has ended before: zeroes show, whatever those behind it
   *     have
   */
  public record Found(int depth, Extent extent, boolean ended) {
    /**
     * Whether the first {@code layers} layers say what shows: one of them has it, or ends before.
     */
    public boolean isAbove(int layers) {
      return ended
          ? depth + 1 < layers
          : depth < layers && extent.kind() != Extent.Kind.UNALLOCATED;
    }
  }

  /**
   * What is at {@code offset}, which is inside the uppermost layer.
   *
   * @param length how far to look
   */
  public Found find(long offset, long length) throws IOException {
    long limit = length;
    int depth = 0;
    while (true) {
      BlockNode layer = layers.get(depth);
      Extent extent = layer.extent(offset, Math.min(limit, layer.sizeBytes() - offset));
      boolean unallocated = extent.kind() == Extent.Kind.UNALLOCATED;
      if (!unallocated || depth == layers.size() - 1) {
        return new Found(depth, extent, false);
      }
      limit = extent.length();
      if (offset >= layers.get(depth + 1).sizeBytes()) {
        return new Found(depth, extent, true);
      }
      depth++;
    }
  }
}
