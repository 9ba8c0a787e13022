package org.javisor.backend.block;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A node of the graph that disks are made of: bytes at offsets, and what is known of them.
 *
 * <p>Its size is any number of bytes. Reading, discarding and asking concern what lies inside it;
 * writing past the end makes a node longer whose storage can grow, and fails on others.
 *
 * <p>Spec: none, the seam between formats.
 */
public interface BlockNode extends BlockBackend {
  /** Any number of bytes. */
  @Override
  long sizeBytes();

  /** What does the work behind the faces that others see. */
  default BlockNode inner() {
    return this;
  }

  /**
   * What is at {@code offset}.
   *
   * @param length how far to look, at least 1
   */
  Extent extent(long offset, long length) throws IOException;

  /**
   * Stores what shows from behind in a range where nothing is allocated, so that what is behind is
   * not needed for it.
   *
   * @return how many bytes were stored
   */
  default long copyUp(long offset, long length) throws IOException {
    return 0; // nothing is behind it
  }

  /** Sets the size; what is added reads as zero. Not allowed on a read-only node. */
  void truncate(long sizeBytes) throws IOException;

  /** The bytes at {@code offset}; those after the end are zeroes. */
  default byte[] readBytes(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    int inside = Math.clamp(sizeBytes() - offset, 0, length);
    if (inside > 0) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment copy = arena.allocate(inside);
        read(offset, copy.address(), inside);
        MemorySegment.copy(copy, ValueLayout.JAVA_BYTE, 0, bytes, 0, inside);
      }
    }
    return bytes;
  }

  /** Stores all of {@code bytes} at {@code offset}. */
  default void writeBytes(long offset, byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
      write(offset, copy.address(), bytes.length);
    }
  }
}
