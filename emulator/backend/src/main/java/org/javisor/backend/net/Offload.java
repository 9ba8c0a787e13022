package org.javisor.backend.net;

/**
 * What the sender of a frame has left to those behind it.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.1.6 (its header has the same members). Unimplemented: UDP fragmentation,
 * congestion marks.
 *
 * @param needsChecksum whether a checksum is missing: the sum of the pseudo header stands in its
 *     place, and what is from {@code checksumStart} on is to be added
 * @param checksumStart bytes from the beginning of the frame
 * @param checksumOffset where the checksum is, in bytes from {@code checksumStart}
 * @param cut into what the frame is to be cut
 * @param segmentBytes bytes of payload of each piece, 0 when it is not cut
 * @param headerBytes bytes before the payload as the sender says: a hint, not to be relied on
 */
public record Offload(
    boolean needsChecksum,
    int checksumStart,
    int checksumOffset,
    Cut cut,
    int segmentBytes,
    int headerBytes) {
  /** Nothing is left to do. */
  public static final Offload NONE = new Offload(false, 0, 0, Cut.NONE, 0, 0);

  /** Into what a frame is to be cut. */
  public enum Cut {
    NONE,
    /** TCP segments over IPv4. */
    TCP4,
    /** TCP segments over IPv6. */
    TCP6
  }

  /**
   * What somebody can do.
   *
   * @param checksum whether frames may lack their checksum
   * @param tcp4 whether TCP over IPv4 may come uncut
   * @param tcp6 whether TCP over IPv6 may come uncut
   */
  public record Support(boolean checksum, boolean tcp4, boolean tcp6) {
    /** Finished frames only. */
    public static final Support NONE = new Support(false, false, false);

    /** All of it. */
    public static final Support ALL = new Support(true, true, true);

    /** Whether it can do what is left to do. */
    public boolean covers(Offload offload) {
      boolean cuts =
          switch (offload.cut()) {
            case NONE -> true;
            case TCP4 -> tcp4;
            case TCP6 -> tcp6;
          };
      return cuts && (checksum || !offload.needsChecksum());
    }
  }
}
