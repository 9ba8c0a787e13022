package org.javisor.device.virtio.queue;

import java.util.List;

/**
 * A request: buffers that the device reads, then buffers that it writes. Addresses are the host's.
 *
 * <p>Spec: [VIRTIO] 2.7.4.
 *
 * @param head the descriptor by which it is given back
 */
public record Chain(int head, List<Buffer> readable, List<Buffer> writable) {
  /** Guest RAM of a request. */
  public record Buffer(long gpa, long hostAddress, int length) {}

  /** Bytes of all {@code buffers}. */
  public static long length(List<Buffer> buffers) {
    long sum = 0;
    for (Buffer buffer : buffers) {
      sum += buffer.length();
    }
    return sum;
  }
}
