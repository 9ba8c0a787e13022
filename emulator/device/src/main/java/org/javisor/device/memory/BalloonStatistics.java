package org.javisor.device.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a guest does with its memory, as its driver tells.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.5.6.3 and 5.5.6.4.
 *
 * @param values those that were told
 * @param toldSeconds when, since the beginning of 1970; 0 for never
 */
public record BalloonStatistics(Map<Tag, Long> values, long toldSeconds) {
  /** Nothing was told. */
  public static final BalloonStatistics NONE = new BalloonStatistics(Map.of(), 0);

  /** Bytes of one value with its tag. */
  static final int BYTES = 10;

  /** What is told, in the order of the numbers on the wire. */
  public enum Tag {
    SWAP_IN,
    SWAP_OUT,
    MAJOR_FAULTS,
    MINOR_FAULTS,
    FREE_MEMORY,
    TOTAL_MEMORY,
    AVAILABLE_MEMORY,
    DISK_CACHES,
    HTLB_PGALLOC,
    HTLB_PGFAIL,
    OOM_KILLS,
    ALLOC_STALLS,
    ASYNC_SCANS,
    DIRECT_SCANS,
    ASYNC_RECLAIMS,
    DIRECT_RECLAIMS
  }

  /** Reads what a driver wrote; tags that are not known are left out. */
  static BalloonStatistics read(byte[] bytes, int length, long nowSeconds) {
    ByteBuffer all = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    Map<Tag, Long> values = new EnumMap<>(Tag.class);
    while (all.remaining() >= BYTES) {
      int tag = all.getShort() & 0xFFFF;
      long value = all.getLong();
      if (tag < Tag.values().length) {
        values.put(Tag.values()[tag], value);
      }
    }
    return new BalloonStatistics(Collections.unmodifiableMap(values), nowSeconds);
  }
}
