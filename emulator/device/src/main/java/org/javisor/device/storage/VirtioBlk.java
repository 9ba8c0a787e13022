package org.javisor.device.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.iothread.IoThread;
import org.javisor.backend.job.ErrorAction;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.device.virtio.transport.VirtioDevice;

/**
 * The block device: requests are carried out one after the other on a thread that is not a CPU's.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.2. Unimplemented: several queues.
 */
public final class VirtioBlk implements VirtioDevice {
  /** Buffers of one request at most: a queue's entries without header and status. */
  private static final int MAX_SEGMENTS = VirtQueue.MAX_SIZE - 2;

  private static final long SEG_MAX = 1 << 2;
  private static final long READ_ONLY = 1 << 5;
  private static final long BLK_SIZE = 1 << 6;
  private static final long FLUSH = 1 << 9;
  private static final long DISCARD = 1 << 13;
  private static final long WRITE_ZEROES = 1 << 14;

  /** The configuration space, 5.2.4. */
  private enum Field {
    CAPACITY(0, 8),
    SEG_MAX(12, 4),
    BLK_SIZE(20, 4),
    MAX_DISCARD_SECTORS(36, 4),
    MAX_DISCARD_SEG(40, 4),
    DISCARD_SECTOR_ALIGNMENT(44, 4),
    MAX_WRITE_ZEROES_SECTORS(48, 4),
    MAX_WRITE_ZEROES_SEG(52, 4),
    WRITE_ZEROES_MAY_UNMAP(56, 1);

    private static final Field[] ALL = values();

    private final int offset;
    private final int width;

    Field(int offset, int width) {
      this.offset = offset;
      this.width = width;
    }
  }

  /**
   * What it is built like.
   *
   * @param serial what it shows to the guest as its serial number: the first 20 ASCII characters
   * @param thread the one that carries requests out; it has its own when there is none
   * @param errors what is done when the host's disk fails
   */
  public record Config(String serial, Optional<IoThread> thread, DiskErrors errors) {}

  // Configuration.
  private final Config config;
  // Wiring.
  private final BlockBackend disk;
  private final AddressSpace memory;
  private final DiskThread thread;

  /** Counts resets: requests of before the last one are not given back. */
  private int era;

  /** Requests that have failed and are tried again when the guest goes on. */
  private final List<Job> held = new ArrayList<>();

  /** 5.2.6.2: without agreement on FLUSH a write is safe when it is given back. */
  private boolean writeThrough;

  public VirtioBlk(Config config, BlockBackend disk, AddressSpace memory) {
    this.config = config;
    this.disk = disk;
    this.memory = memory;
    this.thread = new DiskThread(config.thread());
  }

  @Override
  public String name() {
    return "virtio-blk";
  }

  @Override
  public int deviceId() {
    return 2;
  }

  @Override
  public long features() {
    long features = SEG_MAX | BLK_SIZE | FLUSH;
    return features | (disk.readOnly() ? READ_ONLY : DISCARD | WRITE_ZEROES);
  }

  @Override
  public void accept(long features) {
    writeThrough = (features & FLUSH) == 0;
  }

  @Override
  public int queueCount() {
    return 1;
  }

  @Override
  public void connect(Connection driver) {
    disk.whenResized(() -> {
      memory.lock().lock();
      try {
        driver.configChanged();
      } finally {
        memory.lock().unlock();
      }
    });
  }

  @Override
  public int configByte(int offset) {
    for (Field field : Field.ALL) {
      int at = offset - field.offset;
      if (at >= 0 && at < field.width) {
        return (int) (value(field) >>> (8 * at)) & 0xFF;
      }
    }
    return 0;
  }

  private long value(Field field) {
    return switch (field) {
      case CAPACITY -> disk.sizeBytes() / BlkRequest.SECTOR;
      case SEG_MAX -> MAX_SEGMENTS;
      case BLK_SIZE -> BlkRequest.SECTOR;
      case MAX_DISCARD_SECTORS -> BlkRequest.MAX_DISCARD_SECTORS;
      case MAX_DISCARD_SEG, DISCARD_SECTOR_ALIGNMENT -> 1;
      case MAX_WRITE_ZEROES_SECTORS -> BlkRequest.MAX_ZERO_SECTORS;
      case MAX_WRITE_ZEROES_SEG, WRITE_ZEROES_MAY_UNMAP -> 1;
    };
  }

  /** The queue never gives more requests than it has entries: that bounds what waits. */
  @Override
  public void notified(VirtQueue queue, Completion completion) {
    for (Optional<Chain> chain = queue.poll(); chain.isPresent(); chain = queue.poll()) {
      Optional<BlkRequest> request = BlkRequest.of(chain.get());
      if (request.isEmpty()) {
        completion.needsReset("a request without header or status");
        return;
      }
      thread.submit(new Job(request.get(), queue, completion, era));
    }
  }

  private final class Job implements DiskThread.Job {
    private final BlkRequest request;
    private final VirtQueue queue;
    private final Completion completion;
    private final int begun;
    private final boolean safe;
    private Optional<IOException> failure = Optional.empty();

    Job(BlkRequest request, VirtQueue queue, Completion completion, int begun) {
      this.request = request;
      this.queue = queue;
      this.completion = completion;
      this.begun = begun;
      this.safe = writeThrough;
    }

    @Override
    public void transfer(BooleanSupplier cancelled) {
      failure = request.execute(disk, config.serial(), safe, cancelled);
    }

    @Override
    public void finish() {
      memory.lock().lock();
      try {
        if (begun == era && !isHeld()) {
          giveBack();
        }
      } finally {
        memory.lock().unlock();
      }
    }

    private boolean isHeld() {
      if (failure.isEmpty()) {
        return false;
      }
      ErrorAction action = config.errors().action(request.isRead(), failure.get());
      switch (action) {
        case REPORT -> {
          // The request says so already.
        }
        case IGNORE -> request.ignoreFailure();
        case STOP -> held.add(this);
      }
      config.errors().listener().failed(request.isRead(), action, failure.get());
      return action == ErrorAction.STOP;
    }

    private void giveBack() {
      if (queue.push(request.chain(), request.complete())) {
        completion.interrupt();
      }
      notified(queue, completion);
      if (queue.isBroken()) {
        completion.needsReset("a queue is malformed");
      }
    }
  }

  /** What has failed is tried again. */
  @Override
  public void resumed() {
    List<Job> again = List.copyOf(held);
    held.clear();
    again.forEach(thread::submit);
  }

  /** Waits for the transfer that is under way, so that none reaches memory afterwards. */
  @Override
  public void reset() {
    era++;
    held.clear();
    thread.cancel();
    writeThrough = false;
  }

  /**
   * Ends its work: no transfer and no answer reaches guest RAM or the disk afterwards. To be called
   * before they go.
   */
  @Override
  public void close() {
    memory.lock().lock(); // The last answer may be under way.
    try {
      era++;
    } finally {
      memory.lock().unlock();
    }
    thread.close();
  }
}
