package org.javisor.backend.block;

import java.util.OptionalLong;

/**
 * A range of a node that is the same all along.
 *
 * <p>Spec: none, the seam between formats.
 *
 * @param length its bytes, at least 1
 * @param kind what is there
 * @param offset where the bytes are in the file at the bottom, if they are there as they are
 */
public record Extent(long length, Kind kind, OptionalLong offset) {
  /** What is in a range. */
  public enum Kind {
    /** Bytes. */
    DATA,
    /** Bytes that are stored compressed. */
    COMPRESSED,
    /** Zeroes, without bytes that are stored. */
    ZERO,
    /** Nothing in this node: the one behind it decides, or it reads as zero. */
    UNALLOCATED
  }

  /** A range without a place in a file. */
  public static Extent of(long length, Kind kind) {
    return new Extent(length, kind, OptionalLong.empty());
  }
}
