package org.javisor.device.entropy;

import org.javisor.backend.entropy.EntropySource;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.host.memory.RawMemory;

/**
 * The entropy device: fills the driver's buffers with random bytes. It has no state to save.
 *
 * <p>Spec: [VIRTIO] 5.4.
 */
public final class VirtioRng implements VirtioDevice {
  private static final int LIMIT = 4096;

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
  public int configByte(int offset) {
    return 0;
  }

  @Override
  public void notified(VirtQueue queue, Completion completion) {
    boolean wanted = false;
    for (Chain chain = queue.poll(); chain != null; chain = queue.poll()) {
      wanted |= queue.push(chain, fill(chain));
    }
    if (wanted) {
      completion.interrupt();
    }
  }

  /** At most a page for each request: a guest asks again for more. */
  private int fill(Chain chain) {
    int filled = 0;
    for (Chain.Buffer buffer : chain.writable()) {
      int count = Math.min(buffer.length(), LIMIT - filled);
      byte[] bytes = new byte[count];
      source.fill(bytes);
      RawMemory.copyIn(bytes, 0, buffer.hostAddress(), count);
      filled += count;
    }
    return filled;
  }

  @Override
  public void reset() {
    // Requests are served at once: nothing is under way.
  }
}
