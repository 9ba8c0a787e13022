package org.javisor.device.entropy;

import java.util.Optional;
import org.javisor.backend.entropy.EntropySource;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.device.virtio.transport.VirtioDevice;

/**
 * The entropy device: fills the driver's buffers with random bytes.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.4.
 */
public final class VirtioRng implements VirtioDevice {
  /** Bytes for one request at most: a driver asks again for more. */
  static final int LIMIT = 4096;

  // Wiring.
  private final EntropySource source;

  public VirtioRng(EntropySource source) {
    this.source = source;
  }

  @Override
  public String name() {
    return "virtio-rng";
  }

  @Override
  public int deviceId() {
    return 4;
  }

  @Override
  public long features() {
    return 0;
  }

  @Override
  public void accept(long features) {
    // None of its own.
  }

  @Override
  public int queueCount() {
    return 1;
  }

  @Override
  public int configLength() {
    return 0;
  }

  @Override
  public int configByte(int offset) {
    return 0;
  }

  /**
   * Serves at most a queue's worth at a time: with the machine lock held, a guest that adds
   * requests for ever must not keep us here.
   */
  @Override
  public void notified(VirtQueue queue, Completion completion) {
    boolean wanted = false;
    for (int served = 0; served < VirtQueue.MAX_SIZE; served++) {
      Optional<Chain> chain = queue.poll();
      if (chain.isEmpty()) {
        break;
      }
      wanted |= queue.push(chain.get(), fill(chain.get()));
    }
    if (wanted) {
      completion.interrupt();
    }
  }

  private int fill(Chain chain) {
    byte[] bytes = new byte[(int) Math.min(chain.writable().length(), LIMIT)];
    source.fill(bytes);
    int filled = chain.writable().copyIn(bytes);
    chain.writable().written(filled);
    return filled;
  }

  @Override
  public void reset() {
    // Requests are served at once: nothing is under way.
  }
}
