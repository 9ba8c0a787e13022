package org.javisor.backend.image;

import java.io.IOException;
import java.util.OptionalLong;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/** Finds out whether two disks are the same. */
public final class Compare {
  private static final int CHUNK = 2 << 20;
  private static final long SECTOR = 512;

  private final BlockNode first;
  private final BlockNode second;
  private final boolean strict;

  /** How it turned out. */
  public sealed interface Result {
    record Same() implements Result {}

    /** The first sector that differs. */
    record Content(long offset) implements Result {}

    /** One has something there and the other has not, which counts only when asked for. */
    record Allocation(long offset) implements Result {}

    /** The longer one has something at {@code offset}, after the end of the other. */
    record Longer(long offset) implements Result {}
  }

  private Compare(BlockNode first, BlockNode second, boolean strict) {
    this.first = first;
    this.second = second;
    this.strict = strict;
  }

  /**
   * Compares what two disks have.
   *
   * @param strict whether they also have to have the same places allocated
   */
  public static Result run(BlockNode first, BlockNode second, boolean strict, Progress progress)
      throws IOException {
    return new Compare(first, second, strict).run(progress);
  }

  private Result run(Progress progress) throws IOException {
    Layers one = Layers.of(first);
    Layers other = Layers.of(second);
    long shorter = Math.min(first.sizeBytes(), second.sizeBytes());
    long longer = Math.max(first.sizeBytes(), second.sizeBytes());
    try (Mapping buffer = Mapping.anonymous(2L * CHUNK)) {
      for (long at = 0; at < shorter; ) {
        Extent left = one.find(at, shorter - at).extent();
        Extent right = other.find(at, shorter - at).extent();
        long length = Math.min(left.length(), right.length());
        if (strict && !isAlike(left, right)) {
          return new Result.Allocation(at);
        }
        if (isStored(left) || isStored(right)) {
          length = Math.min(length, CHUNK);
          OptionalLong different = different(buffer.address(), at, length);
          if (different.isPresent()) {
            return new Result.Content(different.getAsLong());
          }
        }
        at += length;
        progress.at(at, longer);
      }
      return rest(buffer.address(), shorter, longer);
    }
  }

  private static boolean isAlike(Extent one, Extent other) {
    boolean allocated = one.kind() != Extent.Kind.UNALLOCATED;
    return isStored(one) == isStored(other)
        && allocated == (other.kind() != Extent.Kind.UNALLOCATED);
  }

  private static boolean isStored(Extent extent) {
    return switch (extent.kind()) {
      case DATA, COMPRESSED -> true;
      case ZERO, UNALLOCATED -> false;
    };
  }

  private OptionalLong different(long address, long at, long length) throws IOException {
    first.read(at, address, length);
    second.read(at, address + CHUNK, length);
    long place = RawMemory.mismatch(address, address + CHUNK, length);
    return place < 0 ? OptionalLong.empty() : OptionalLong.of(at + place & -SECTOR);
  }

  private Result rest(long address, long from, long to) throws IOException {
    BlockNode longer = first.sizeBytes() > second.sizeBytes() ? first : second;
    Layers layers = Layers.of(longer);
    for (long at = from; at < to; ) {
      Extent extent = layers.find(at, to - at).extent();
      long length = extent.length();
      if (isStored(extent)) {
        length = Math.min(length, CHUNK);
        longer.read(at, address, length);
        for (long sector = 0; sector < length; sector += SECTOR) {
          if (!RawMemory.isZero(address + sector, Math.min(SECTOR, length - sector))) {
            return new Result.Longer(at + sector);
          }
        }
      }
      at += length;
    }
    return new Result.Same();
  }
}
