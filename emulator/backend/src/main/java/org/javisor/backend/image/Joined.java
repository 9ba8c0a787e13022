package org.javisor.backend.image;

import java.io.IOException;
import java.util.List;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;

/** Disks one after the other. Any thread, as the disks. */
final class Joined {
  private final List<Layers> disks;
  private final long size;

  Joined(List<BlockNode> disks) {
    this.disks = disks.stream().map(Layers::of).toList();
    long sum = 0;
    for (BlockNode disk : disks) {
      sum += disk.sizeBytes();
    }
    this.size = sum;
  }

  long size() {
    return size;
  }

  Layers.Found find(long offset, long length) throws IOException {
    long start = 0;
    for (Layers disk : disks) {
      long bytes = disk.nodes().getFirst().sizeBytes();
      if (offset < start + bytes) {
        return disk.find(offset - start, Math.min(length, start + bytes - offset));
      }
      start += bytes;
    }
    return new Layers.Found(0, Extent.of(length, Extent.Kind.ZERO), false);
  }

  void read(long offset, long address, long length) throws IOException {
    long start = 0;
    long done = 0;
    for (Layers each : disks) {
      BlockNode disk = each.nodes().getFirst();
      long at = offset + done - start;
      if (done < length && at < disk.sizeBytes()) {
        long count = Math.min(length - done, disk.sizeBytes() - at);
        disk.read(at, address + done, count);
        done += count;
      }
      start += disk.sizeBytes();
    }
  }
}
