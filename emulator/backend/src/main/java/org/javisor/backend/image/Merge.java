package org.javisor.backend.image;

import java.io.IOException;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Layers;
import org.javisor.backend.job.RateLimit;
import org.javisor.host.memory.Mapping;

/** Writes what an image has, and those before another one behind it, into that one. */
public final class Merge {
  private static final int CHUNK = 2 << 20;

  private Merge() {}

  /**
   * Does it; the other image is as long as this one afterwards, or longer.
   *
   * @param depth how many images further the other one is, at least 1
   * @param speed bytes a second at most; 0 for as many as there can be
   * @throws IOException when that fails; what this image shows is unchanged
   */
  public static void run(OpenImage image, int depth, long speed, Progress progress)
      throws IOException {
    BlockNode disk = image.disk();
    BlockNode base = image.writable(depth);
    long size = disk.sizeBytes();
    if (base.sizeBytes() < size) {
      base.truncate(size);
    }
    Layers upper = Layers.of(disk).upper(depth);
    RateLimit limit = new RateLimit(speed);
    try (Mapping buffer = Mapping.anonymous(CHUNK)) {
      for (long at = 0; at < size; ) {
        Layers.Found found = upper.find(at, Math.min(size - at, CHUNK));
        long length = found.extent().length();
        switch (found.extent().kind()) {
          case UNALLOCATED -> {
            if (found.ended()) {
              base.writeZeroes(at, length);
            } // else the other image shows already
          }
          case ZERO -> base.writeZeroes(at, length);
          case DATA, COMPRESSED -> {
            disk.read(at, buffer.address(), length);
            base.write(at, buffer.address(), length);
            limit.await(length);
          }
        }
        at += length;
        progress.at(at, size);
      }
    }
    base.flush();
  }

  /**
   * How many images further one is.
   *
   * @param files the images behind each other
   * @return 0 if it is none of those behind the first
   */
  public static int depth(List<String> files, String name) {
    java.nio.file.Path wanted = java.nio.file.Path.of(name).toAbsolutePath().normalize();
    for (int i = 1; i < files.size(); i++) {
      java.nio.file.Path file = java.nio.file.Path.of(files.get(i)).toAbsolutePath().normalize();
      if (file.equals(wanted)) {
        return i;
      }
    }
    return 0;
  }
}
