package org.javisor.backend.net;

import java.util.Arrays;

/**
 * An Ethernet frame without its check sequence. It is valid during the call only: who keeps it
 * keeps a {@link #copy}.
 *
 * <p>Spec: IEEE 802.3 section 3; [VIRTIO] 1.2, 5.1.6 for what goes with it.
 *
 * @param bytes the first {@code length} of them, from the destination address on
 * @param length at most {@link #MAX_BYTES}
 * @param offload what is still to be done to it
 */
public record Frame(byte[] bytes, int length, Offload offload) {
  /** No frame is longer, whatever is to be cut. */
  public static final int MAX_BYTES = 4096 + 65536;

  /** A frame that is as it shall be. */
  public static Frame of(byte[] bytes) {
    return new Frame(bytes, bytes.length, Offload.NONE);
  }

  /** The same in an array of its own, which is as long as the frame. */
  public Frame copy() {
    return new Frame(Arrays.copyOf(bytes, length), length, offload);
  }
}
